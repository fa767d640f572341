package io.katacontainers.monitor.manifests;

/**
 * A file of the repository that is never edited by hand.
 *
 * @param path relative to the repository, with slashes
 * @param content whole text, header comment included
 */
record GeneratedFile(String path, String content) {}
