package io.katacontainers.monitor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class BenchPlotTest {
    private static final List<Long> RESIDENT = List.of(80L, 150L, 200L, 240L);

    @Test
    void scalesGoByTheLogarithm() {
        Scale scale = new Scale(1, 1000, 300, 0);
        assertThat(scale.at(1)).isCloseTo(300, within(1e-9));
        assertThat(scale.at(10)).isCloseTo(200, within(1e-9));
        assertThat(scale.at(1000)).isCloseTo(0, within(1e-9));
        assertThat(new Scale(0.6, 2000, 0, 1).decades()).containsExactly(1.0, 10.0, 100.0, 1000.0);
    }

    @Test
    void isWellFormedAndPutsEachTenfoldAsFarApart() throws Exception {
        Element svg = parse(plot(Map.of(1, 2.0, 10, 20.0, 100, 200.0)).svg());
        assertThat(svg.getNodeName()).isEqualTo("svg");
        List<Element> points = elements(svg, "circle");
        assertThat(points).hasSize(3);
        for (String axis : List.of("cx", "cy")) {
            assertThat(number(points.get(1), axis) - number(points.get(0), axis))
                    .isNotZero()
                    .isCloseTo(number(points.get(2), axis) - number(points.get(1), axis), within(0.2));
        }
        assertThat(number(points.get(2), "cy")).isLessThan(number(points.get(0), "cy"));
    }

    @Test
    void barsAreAsHighAsTheMemoryIsLarge() throws Exception {
        List<Element> bars = elements(parse(plot(Map.of(1, 2.0, 10, 20.0)).svg()), "rect").stream()
                .filter(bar -> bar.getAttribute("class").equals("bar collector") && number(bar, "height") > 0)
                .filter(bar -> bar.getAttribute("width").equals("25"))
                .toList();
        assertThat(bars).hasSize(RESIDENT.size());
        for (int i = 0; i < RESIDENT.size(); i++) {
            assertThat(number(bars.get(i), "height") / number(bars.get(0), "height"))
                    .isCloseTo(RESIDENT.get(i) / (double) RESIDENT.get(0), within(0.02));
        }
    }

    @Test
    void leavesOutWhatWasTooLittleToMeasure() throws Exception {
        assertThat(elements(parse(plot(Map.of(1, 0.0, 10, 20.0, 100, 200.0)).svg()), "circle"))
                .hasSize(2);
    }

    @Test
    void upstreamsFiguresAreThoseOfTheDocument() throws Exception {
        String document = Files.readString(Path.of("docs/benchmarks.md"));
        for (int sandboxes : UpstreamFigures.PLAIN.keySet()) {
            assertThat(document)
                    .contains(String.format(
                            "| CPU per scrape at %d, plain / gzip (ms) | %,.0f / %,.0f |",
                            sandboxes, UpstreamFigures.PLAIN.get(sandboxes), UpstreamFigures.GZIP.get(sandboxes)));
        }
        assertThat(document)
                .contains(String.format(
                        "| resident: idle / 100 / 500 / 500 with four scrapers (MB) | %,d / %,d / %,d / %,d |",
                        UpstreamFigures.RESIDENT.toArray()));
    }

    private static BenchPlot plot(Map<Integer, Double> milliseconds) {
        return new BenchPlot(
                List.of(new BenchPlot.Curve("collector", "collector", false, new TreeMap<>(milliseconds))), RESIDENT);
    }

    private static Element parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
