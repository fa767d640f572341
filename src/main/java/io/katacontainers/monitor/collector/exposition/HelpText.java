package io.katacontainers.monitor.collector.exposition;

/** The text of a HELP line, escaped as it stands in the payload. */
final class HelpText {
    /** Bytes of a guest's HELP that are relayed. */
    static final int MAX_RELAYED = 256;

    private HelpText() {}

    static boolean valid(byte[] text, int start, int end) {
        for (int at = start; at < end; at++) {
            if (text[at] == '\\') {
                at++;
                if (at == end || (text[at] != '\\' && text[at] != 'n')) {
                    return false;
                }
            }
        }
        return Bytes.utf8(text, start, end);
    }

    /** Where to cut a valid text so that neither a character nor an escape is torn. */
    static int relayedEnd(byte[] text, int start, int end) {
        if (end - start <= MAX_RELAYED) {
            return end;
        }
        int at = start;
        int cut = start;
        while (at - start <= MAX_RELAYED) {
            cut = at;
            at += text[at] == '\\' ? 2 : 1;
            while ((text[at] & 0xc0) == 0x80) {
                at++;
            }
        }
        return cut;
    }
}
