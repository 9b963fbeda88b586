package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.incident.Drafts.Draft;
import bzh.vigie.collector.console.incident.Drafts.Ticked;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.detect.WatchlistIntake;
import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.intel.Indicator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What became of a file of indicators, a page of its doubts at a time.
 *
 * @param from place of the first of the doubts that are shown
 * @param ticked how many of all doubts are
 * @param reason as far as it was typed
 */
public record ImportPreview(
        String draft,
        String name,
        String format,
        List<Indicator> accepted,
        int acceptedAll,
        List<Doubt> doubts,
        int from,
        int doubtsAll,
        List<Refusal> refusals,
        int refusedAll,
        int ticked,
        String reason) {
    private static final int SHOWN = 200;

    public ImportPreview {
        accepted = List.copyOf(accepted);
        doubts = List.copyOf(doubts);
        refusals = List.copyOf(refusals);
    }

    /**
     * One that waits to be confirmed.
     *
     * @param number its place among those
     */
    public record Doubt(int number, boolean ticked, String value, String type, String place, String why) {}

    /** One that is not used. */
    public record Refusal(String place, String value, String why) {}

    /** Where the doubts before those that are shown begin; empty where there are none. */
    public Optional<Integer> before() {
        return from == 0 ? Optional.empty() : Optional.of(Math.max(0, from - SHOWN));
    }

    /** Where the next ones begin. */
    public Optional<Integer> after() {
        return from + SHOWN < doubtsAll ? Optional.of(from + SHOWN) : Optional.empty();
    }

    /** The page of it that the form, or otherwise the address, names. */
    static ImportPreview of(Call call, Draft draft, Ticked before) {
        Imported imported = draft.imported();
        Ticked ticked = ticked(call, draft, before);
        int all = imported.toConfirm().size();
        int asked = call.form().text("from").isEmpty()
                ? call.number("doubts", 0, 0, Integer.MAX_VALUE)
                : IncidentForms.number(call.form(), "from", 0, 0, Integer.MAX_VALUE);
        int from = Math.min(asked, Math.max(0, all - 1)) / SHOWN * SHOWN;
        List<Doubt> doubts = new ArrayList<>();
        for (int i = from; i < Math.min(all, from + SHOWN); i++) {
            Imported.Doubtful each = imported.toConfirm().get(i);
            doubts.add(new Doubt(
                    i,
                    ticked.places().contains(i),
                    WatchlistIntake.value(each.indicator().what()),
                    each.indicator().what().type(),
                    each.place(),
                    each.why().in(call.locale())));
        }
        return new ImportPreview(
                draft.id(),
                draft.name(),
                imported.format().name(),
                imported.accepted().stream().limit(SHOWN).toList(),
                imported.accepted().size(),
                doubts,
                from,
                all,
                imported.refused().stream()
                        .limit(SHOWN)
                        .map(each -> new Refusal(
                                each.place(), each.value(), each.why().in(call.locale())))
                        .toList(),
                imported.refused().size(),
                ticked.places().size(),
                ticked.reason());
    }

    /** What was ticked before, with what this form says of the doubts that it showed. */
    static Ticked ticked(Call call, Draft draft, Ticked before) {
        Form form = call.form();
        if (form.text("from").isEmpty()) {
            return before;
        }
        int from = IncidentForms.number(form, "from", 0, 0, Integer.MAX_VALUE);
        int all = draft.imported().toConfirm().size();
        return new Ticked(
                IntStream.range(0, all)
                        .filter(place -> (place >= from && place - from < SHOWN)
                                ? form.all("doubt").contains(Integer.toString(place))
                                : before.places().contains(place))
                        .boxed()
                        .collect(Collectors.toSet()),
                form.text("reason"));
    }
}
