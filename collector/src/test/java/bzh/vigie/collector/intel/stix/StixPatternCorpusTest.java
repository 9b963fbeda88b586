package bzh.vigie.collector.intel.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.intel.JsonTrees;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The suites of OASIS for patterns of STIX 2.0 and 2.1: every case, with the list of what was missed. */
final class StixPatternCorpusTest {
    private static final Path CORPUS =
            Path.of(System.getProperty("vigie.corpora", "../shared/corpora")).resolve("stix-patterns");

    /**
     * Of 2.1 the suite says of these, as of those of 2.0 with the same names, that they are errors ({@code with pytest.raises}); the
     * list of cases has them as matches, since their line begins with {@code assert match}.
     */
    private static final Set<String> ERRORS = Set.of("test_basic_ops_string_err", "test_basic_ops_set_err");

    /** The suite makes these by a loop, so that the file of observations has none: a person aged 0 to 19, one a second. */
    private static final String MADE = "_observations_combinatorial_explosion";

    @Test
    void everyMatcherCaseIsDecidedAsTheSuiteSays() throws IOException {
        Map<?, ?> observations = (Map<?, ?>) read("stix-matcher-observations.json");
        List<?> cases = (List<?>) read("stix-matcher-cases.json");
        List<String> missed = new ArrayList<>();
        for (Object each : cases) {
            Map<?, ?> one = (Map<?, ?>) each;
            String name = (String) one.get("observations");
            List<Observed> observed = MADE.equals(name)
                    ? made()
                    : observed((List<?>) there(observations, one.get("stix") + "/" + one.get("file") + "/" + name));
            String expected = ERRORS.contains(one.get("test")) ? "error" : (String) one.get("expect");
            String got;
            try {
                got = StixPattern.parse((String) there(one, "pattern"))
                                .find(observed)
                                .isPresent()
                        ? "match"
                        : "nomatch";
            } catch (StixPatternException e) {
                got = "error";
            }
            if (!got.equals(expected)) {
                missed.add(one + ": " + got);
            }
        }
        System.out.println("STIX matcher: " + (cases.size() - missed.size()) + " of " + cases.size());
        assertEquals(List.of(), missed);
        assertEquals(702, cases.size());
    }

    @Test
    void everyValidatorCaseIsDecidedAsTheSuiteSays() throws IOException {
        List<?> cases = (List<?>) read("stix-validator-cases.json");
        List<String> missed = new ArrayList<>();
        for (Object each : cases) {
            Map<?, ?> one = (Map<?, ?>) each;
            boolean valid;
            try {
                valid = StixPattern.parse((String) there(one, "pattern")).isValid("v21".equals(one.get("stix")));
            } catch (StixPatternException e) {
                valid = false;
            }
            if (!Boolean.valueOf(valid).equals(one.get("valid"))) {
                missed.add(one + ": " + valid);
            }
        }
        System.out.println("STIX validator: " + (cases.size() - missed.size()) + " of " + cases.size());
        assertEquals(List.of(), missed);
        assertEquals(127, cases.size());
    }

    private static Object there(Map<?, ?> object, String name) {
        return Objects.requireNonNull(object.get(name), name);
    }

    private static List<Observed> made() {
        return IntStream.range(0, 20)
                .mapToObj(i -> Observed.at(
                        Instant.parse("2004-10-11T21:44:58Z").plusSeconds(i),
                        List.of(Map.of("type", "person", "name", "alice", "age", i))))
                .toList();
    }

    /** Those of observed-data: of 2.0 the objects stand in it, of 2.1 beside it in the bundle. */
    private static List<Observed> observed(List<?> all) {
        List<Observed> observed = new ArrayList<>();
        for (Object each : all) {
            Map<?, ?> one = (Map<?, ?>) each;
            if (one.get("objects") instanceof List<?> bundle) {
                Map<String, Map<String, Object>> objects = new HashMap<>();
                bundle.forEach(object -> objects.put((String) ((Map<?, ?>) object).get("id"), strings(object)));
                for (Map<String, Object> object : objects.values()) {
                    if (object.get("object_refs") instanceof List<?> refs) {
                        observed.add(observed(
                                object,
                                objects,
                                refs.stream().map(String::valueOf).toList()));
                    }
                }
            } else {
                Map<String, Map<String, Object>> objects = new LinkedHashMap<>();
                ((Map<?, ?>) there(one, "objects")).forEach((id, object) -> objects.put((String) id, strings(object)));
                observed.add(observed(strings(one), objects, List.copyOf(objects.keySet())));
            }
        }
        return observed;
    }

    private static Observed observed(
            Map<String, Object> data, Map<String, Map<String, Object>> objects, List<String> roots) {
        return new Observed(
                Instant.parse((String) there(data, "first_observed")),
                Instant.parse((String) there(data, "last_observed")),
                ((Number) there(data, "number_observed")).intValue(),
                objects,
                Set.copyOf(roots));
    }

    private static Map<String, Object> strings(Object object) {
        Map<String, Object> typed = new LinkedHashMap<>();
        ((Map<?, ?>) object).forEach((name, value) -> typed.put((String) name, value));
        return typed;
    }

    private static Object read(String name) throws IOException {
        Path file = CORPUS.resolve(name);
        assumeTrue(Files.isRegularFile(file), "skipped: no " + file + ": set -Dvigie.corpora");
        JsonFactory json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder().build())
                .build();
        try (JsonParser parser = json.createParser(Files.readString(file))) {
            parser.nextToken();
            return JsonTrees.value(parser);
        }
    }
}
