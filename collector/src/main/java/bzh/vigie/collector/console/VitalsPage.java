package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Vitals;
import bzh.vigie.collector.console.sign.Sessions;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /health}: whether something is wrong, and to whom it may be told, what. {@code /metrics}: figures in OpenMetrics' text. */
final class VitalsPage implements Section {
    private final Vitals vitals;
    private final Sessions sessions;

    VitalsPage(Vitals vitals, Sessions sessions) {
        this.vitals = vitals;
        this.sessions = sessions;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/health", Access.ANYONE, this::health),
                Route.get("/metrics", Access.AUDIT, call -> metrics()));
    }

    private Answer health(Call call) {
        List<Vitals.Trouble> troubles = vitals.troubles(call.locale());
        boolean wrong = troubles.stream().anyMatch(Vitals.Trouble::wrong);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", wrong ? "wrong" : "good");
        if (Access.AUDIT.allows(call.who())) {
            body.put("troubles", troubles.stream().map(VitalsPage::json).toList());
        }
        return new Answer.JsonBody(body, wrong ? 503 : 200);
    }

    private static Map<String, Object> json(Vitals.Trouble trouble) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("wrong", trouble.wrong());
        body.put("check", trouble.key());
        body.put("text", trouble.text());
        body.put("remedy", Optional.of(trouble.remedy()).filter(remedy -> !remedy.isEmpty()));
        return body;
    }

    private Answer metrics() throws IOException {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        Map<String, Double> gauges = new LinkedHashMap<>(vitals.gauges());
        gauges.put("vigie_console_sessions", (double) sessions.count());
        Runtime machine = Runtime.getRuntime();
        gauges.put("vigie_heap_bytes", (double) (machine.totalMemory() - machine.freeMemory()));
        gauges.forEach((name, value) -> all.metricSnapshot(GaugeSnapshot.builder()
                .name(name)
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(value)
                        .build())
                .build()));
        vitals.counters()
                .forEach((name, value) -> all.metricSnapshot(CounterSnapshot.builder()
                        .name(name)
                        .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                                .value(value)
                                .build())
                        .build()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new OpenMetricsTextFormatWriter(false, false).write(out, all.build());
        return new Answer.Raw(200, OpenMetricsTextFormatWriter.CONTENT_TYPE, out.toString(StandardCharsets.UTF_8));
    }
}
