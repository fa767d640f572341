package io.katacontainers.monitor.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code kubectl get} would print. */
final class ObjectTable {
    private static final String ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String server;
    private final String token;

    /** @param token the administrator's */
    ObjectTable(String server, String token) {
        this.server = server;
        this.token = token;
    }

    /** {@code kubectl get RESOURCE -A}, a line per object after the header. */
    List<String> get(String groupVersion, String resource) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/apis/" + groupVersion + "/" + resource))
                .header("Accept", ACCEPT)
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode() + " for " + resource);
        }
        return lines(json.readTree(answer.body()));
    }

    private static List<String> lines(JsonNode table) {
        List<Integer> shown = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("NAMESPACE"));
        JsonNode columns = table.path("columnDefinitions");
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).path("priority").asInt() == 0) {
                shown.add(i);
                header.add(columns.get(i).path("name").asText().toUpperCase(Locale.ROOT));
            }
        }
        rows.add(header);
        for (JsonNode row : table.path("rows")) {
            List<String> cells =
                    new ArrayList<>(List.of(row.at("/object/metadata/namespace").asText()));
            shown.forEach(i -> {
                JsonNode cell = row.path("cells").path(i);
                cells.add(cell.isNull() ? "" : cell.asText());
            });
            rows.add(cells);
        }
        return Table.lines(rows);
    }
}
