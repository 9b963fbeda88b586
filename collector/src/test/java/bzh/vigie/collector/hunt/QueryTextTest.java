package bzh.vigie.collector.hunt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch.Hit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class QueryTextTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00.123456Z");

    private static boolean finds(String query, Map<String, String> fields) {
        Hit hit = new Hit("e1", new AgentId("0199d2a4-5b6c-7def-8123-456789abcdef"), new Commune("29019"), NOW, fields);
        return assertInstanceOf(Parsed.Understood.class, QueryParser.parse(query, NOW), query)
                .query()
                .matches(hit);
    }

    @Test
    void whatLeadsOnFindsExactlyThatValue() {
        for (String value :
                List.of("a", "a\"b", "*", "10.0.0.0/8", "1..2", ">1", "two words (x)", "\\", "é or not", "a\nb")) {
            for (String name : List.of("Image", "host", "a b", "x:y", "before.name")) {
                String query = QueryText.ofField(name, value).orElseThrow();
                assertTrue(finds(query, Map.of(name, value)), query);
                assertTrue(!finds(query, Map.of(name, value + "x")), query);
            }
        }
        assertTrue(finds(QueryText.of("received", NOW.toString()).orElseThrow(), Map.of()));
        assertEquals(Optional.empty(), QueryText.of("Image", "x".repeat(2_000)));
    }

    @Test
    void oneMoreTestHoldsBesideAllThatWasAsked() {
        String query = QueryText.and("a:1 or b:2", "c:3");
        assertTrue(!finds(query, Map.of("a", "1")) && finds(query, Map.of("b", "2", "c", "3")), query);
        assertEquals("c:3", QueryText.and(" ", "c:3"));
    }
}
