package io.katacontainers.monitor.sim.demo;

import java.util.List;

/** Cells in aligned columns. */
final class Table {
    private static final int GAP = 3;

    private Table() {}

    /** @param rows of as many cells as the first one has */
    static List<String> lines(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length() + GAP));
        }
        return line.toString().stripTrailing();
    }
}
