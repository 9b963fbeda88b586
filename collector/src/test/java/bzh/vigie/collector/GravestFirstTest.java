package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.detect.Offline;
import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Situation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GravestFirstTest {
    private static Offline.Result result(Severity severity, int line, String value) {
        SigmaRecord record = SigmaRecord.of(new LogSource("linux", "", ""))
                .put("value", value)
                .build();
        return new Offline.Result("r", severity, List.of(), record, Map.of(), Path.of("f"), line, Situation.CALM);
    }

    @Test
    void thoseOfOneSeverityStayInOrderAndNoneIsLost() {
        List<Integer> given = new ArrayList<>();
        GravestFirst ordered = new GravestFirst(result -> given.add(result.line()), 4);
        ordered.take(result(Severity.LOW, 1, "v"));
        ordered.take(result(Severity.HIGH, 2, "v"));
        ordered.take(result(Severity.LOW, 3, "v"));
        assertEquals(List.of(), given);
        ordered.take(result(Severity.HIGH, 4, "v"));
        assertEquals(List.of(2, 4, 1, 3), given);
        ordered.take(result(Severity.LOW, 5, "v"));
        ordered.take(result(Severity.CRITICAL, 6, "v"));
        ordered.end();
        ordered.end();
        assertEquals(List.of(2, 4, 1, 3, 6, 5), given);
    }

    @Test
    void longOnesAreNotHeldWithoutBound() {
        List<Integer> given = new ArrayList<>();
        GravestFirst ordered = new GravestFirst(result -> given.add(result.line()));
        String longest = "x".repeat(1 << 20);
        for (int i = 1; i <= 64; i++) {
            ordered.take(result(Severity.LOW, i, longest));
        }
        assertEquals(64, given.size());
    }
}
