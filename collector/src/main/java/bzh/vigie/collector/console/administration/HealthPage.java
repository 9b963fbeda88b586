package bzh.vigie.collector.console.administration;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Vitals;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the collector is, for people: what is wrong, what will be, what to do about it and where. */
public final class HealthPage implements Section {
    /** Where what begins so is dealt with; the first that fits. */
    private static final List<Map.Entry<String, String>> PLACES = List.of(
            Map.entry("certificate-", "/administration/authority"),
            Map.entry("room-", "/administration/storage"),
            Map.entry("sink-", "/administration/sinks"),
            Map.entry("mail-", "/administration/sinks"));

    private final Vitals vitals;

    public HealthPage(Vitals vitals) {
        this.vitals = vitals;
    }

    /**
     * Something to look at.
     *
     * @param place where it is dealt with; empty where that is not in the console, or not for the reader
     */
    public record Line(Vitals.Trouble trouble, Optional<String> place) {}

    /** What is wrong first, then what will be. */
    public record Model(List<Line> wrong, List<Line> soon, Map<String, Double> gauges) {
        public Model {
            wrong = List.copyOf(wrong);
            soon = List.copyOf(soon);
            gauges = Map.copyOf(gauges);
        }

        /** A figure, rounded down; empty where it is not known. */
        public Optional<Long> figure(String name) {
            return Optional.ofNullable(gauges.get(name)).map(Double::longValue);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get(Vitals.PAGE, Access.HEALTH, this::show));
    }

    private Answer show(Call call) {
        boolean keeps = call.view().may(Access.KEEP);
        List<Line> lines = vitals.troubles(call.locale()).stream()
                .map(trouble -> new Line(
                        trouble,
                        PLACES.stream()
                                .filter(place -> keeps && trouble.key().startsWith(place.getKey()))
                                .map(Map.Entry::getValue)
                                .findFirst()))
                .toList();
        return Answer.page(
                "administration/health",
                new Model(
                        lines.stream().filter(line -> line.trouble().wrong()).toList(),
                        lines.stream().filter(line -> !line.trouble().wrong()).toList(),
                        vitals.gauges()));
    }
}
