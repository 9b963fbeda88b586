package bzh.vigie.installers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line that {@code collector detect} wrote about an item. */
record Alert(String rule, String severity, List<String> techniques, Map<String, String> evidence)
        implements Comparable<Alert> {
    private static final List<String> SEVERITIES = List.of("informational", "low", "medium", "high", "critical");

    Alert {
        techniques = List.copyOf(techniques);
        evidence = Map.copyOf(evidence);
    }

    /** What is said of an inventory alone, or against an earlier one. */
    static List<Alert> detect(Path out, Path... inventories) throws IOException, InterruptedException {
        return detect(out, List.of(), inventories);
    }

    /** The same with further options. */
    static List<Alert> detect(Path out, List<String> options, Path... inventories)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("collector", "detect", "--format", "jsonl", "--lang", "en"));
        words.addAll(options);
        words.add("--out");
        words.add(out.toString());
        words.add("--inventory");
        for (Path each : inventories) {
            words.add(each.toString());
        }
        Commands.Outcome outcome = Commands.vigie(words.toArray(String[]::new));
        if (outcome.code() != 3) {
            outcome.orFail("collector detect");
        }
        List<Alert> alerts = new ArrayList<>();
        for (String line : Files.readAllLines(out)) {
            alerts.add(parse(line));
        }
        return alerts;
    }

    /** A field of the item; empty where it has none. */
    String of(String field) {
        return evidence.getOrDefault(field, "");
    }

    /** By severity; of two alike, by their rules, so that the order does not hang on how they came. */
    @Override
    public int compareTo(Alert other) {
        int byGravity = SEVERITIES.indexOf(severity) - SEVERITIES.indexOf(other.severity);
        return byGravity != 0 ? byGravity : rule.compareTo(other.rule);
    }

    boolean isAtLeast(String wanted) {
        return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(wanted);
    }

    /** The same technique, or its parent, or one below it. */
    boolean isOf(String technique) {
        String parent = technique.replaceAll("\\..*", "");
        return techniques.stream()
                .anyMatch(t -> t.equals(technique) || t.equals(parent) || t.startsWith(technique + "."));
    }

    private static Alert parse(String line) throws IOException {
        String rule = "";
        String severity = "";
        List<String> techniques = new ArrayList<>();
        Map<String, String> evidence = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(line)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "rule" -> rule = json.getText();
                    case "severity" -> severity = json.getText();
                    case "techniques" -> {
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            techniques.add(json.getText());
                        }
                    }
                    case "evidence" -> {
                        while (json.nextToken() == JsonToken.FIELD_NAME) {
                            String field = json.currentName();
                            json.nextToken();
                            evidence.put(field, json.getText());
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        }
        return new Alert(rule, severity, techniques, evidence);
    }
}
