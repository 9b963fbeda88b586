package bzh.vigie.collector.detect.sigma;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a filter document. */
final class FilterReader {
    private FilterReader() {}

    static Filter read(String file, String title, Yaml.Mapping document, Placeholders placeholders) throws Refusal {
        if (!(document.entries().get("filter") instanceof Yaml.Mapping section)) {
            throw new Refusal(Attributes.line(document, "filter"), Fault.FILTER_NOT_MAP);
        }
        Map<String, Yaml> detection = new LinkedHashMap<>(section.entries());
        if (detection.remove("rules") == null) {
            throw new Refusal(section.line(), Fault.FILTER_WITHOUT_RULES);
        }
        List<String> rules = Attributes.texts(section, "rules");
        boolean any = rules.isEmpty()
                || (rules.size() == 1
                        && (rules.getFirst().equalsIgnoreCase("any")
                                || rules.getFirst().equalsIgnoreCase("all")));
        return new Filter(
                title,
                Attributes.logSource(document),
                any ? List.of() : rules,
                DetectionParser.parse(new Yaml.Mapping(detection, section.line()), placeholders),
                file,
                section.line());
    }
}
