package bzh.vigie.collector;

import bzh.vigie.collector.detect.LookBack;
import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.store.Indicators.Listed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes indicators, and what became of a file of them, for people or for programs. */
final class WatchlistPrinter {
    private static final int SHOWN = 50;

    private final IncidentWork work;

    WatchlistPrinter(IncidentWork work) {
        this.work = work;
    }

    /** What is looked for on one line; so is it confirmed. */
    static String value(Observable what) {
        return what.value().replace('\n', '|');
    }

    /** What was left out, and why; programs get every one, people the first {@value #SHOWN} of each and the sums. */
    void imported(Imported imported, List<String> confirmed) {
        Locale locale = work.words().locale();
        if (work.json()) {
            imported.toConfirm()
                    .forEach(each -> work.out()
                            .println(new JsonRow("to-confirm")
                                    .put("place", each.place())
                                    .put("type", each.indicator().what().type())
                                    .put("value", value(each.indicator().what()))
                                    .put("reason", each.why().in(locale))
                                    .put(
                                            "confirmed",
                                            confirmed.contains(
                                                    value(each.indicator().what())))));
            imported.refused()
                    .forEach(each -> work.out()
                            .println(new JsonRow("refused")
                                    .put("place", each.place())
                                    .put("value", each.value())
                                    .put("code", each.code().word())
                                    .put("reason", each.why().in(locale))));
            work.out()
                    .println(new JsonRow("imported")
                            .put("format", imported.format().name().toLowerCase(Locale.ROOT))
                            .put("accepted", imported.accepted().size())
                            .put("to_confirm", imported.toConfirm().size())
                            .put("refused", imported.refused().size())
                            .put("broken", imported.broken().isPresent()));
        } else {
            imported.toConfirm().stream()
                    .limit(SHOWN)
                    .forEach(each -> work.out()
                            .println(work.words()
                                    .say(
                                            "watchlist-doubtful",
                                            each.place(),
                                            value(each.indicator().what()),
                                            each.why().in(locale))));
            imported.refused().stream()
                    .limit(SHOWN)
                    .forEach(each -> work.out()
                            .println(work.words()
                                    .say(
                                            "watchlist-refused",
                                            each.place(),
                                            each.value(),
                                            each.why().in(locale))));
            work.out()
                    .println(work.words()
                            .say(
                                    "watchlist-read",
                                    Integer.toString(imported.accepted().size()),
                                    Integer.toString(imported.toConfirm().size()),
                                    Integer.toString(imported.refused().size())));
        }
        work.out().flush();
    }

    /** An indicator that is looked for. */
    void listed(Listed listed) {
        Indicator indicator = listed.indicator();
        if (work.json()) {
            work.out()
                    .println(new JsonRow("indicator")
                            .put("id", listed.id())
                            .put("incident", listed.incident().orElse(""))
                            .put("type", indicator.what().type())
                            .put("value", value(indicator.what()))
                            .put("source", indicator.source())
                            .put("description", indicator.description())
                            .put("tlp", indicator.tlp().word())
                            .put("confidence", indicator.confidence())
                            .put(
                                    "valid_from",
                                    indicator.validFrom().map(Instant::toString).orElse(""))
                            .put(
                                    "valid_until",
                                    indicator
                                            .validUntil()
                                            .map(Instant::toString)
                                            .orElse(""))
                            .put("collector_only", indicator.collectorOnly())
                            .put("alerts", indicator.alerts())
                            .put("observable", indicator.what().isObservable())
                            .put("added", listed.added().toString())
                            .put("author", listed.author()));
            return;
        }
        List<String> parts = new ArrayList<>(List.of(
                listed.id(),
                listed.incident().orElse("-"),
                indicator.what().type(),
                value(indicator.what()),
                "TLP:" + indicator.tlp().word(),
                indicator.confidence() + "/100",
                indicator.source()));
        indicator.validUntil().ifPresent(until -> parts.add(work.words().say("watchlist-ends", work.when(until))));
        if (!indicator.alerts()) {
            parts.add(work.words().say("watchlist-silent"));
        }
        if (!indicator.what().isObservable()) {
            parts.add(work.words().say("watchlist-unseen"));
        }
        work.out().println(Words.clean(String.join("  ", parts), 2_000));
    }

    /** Which of the new ones were seen before. */
    void seen(List<Listed> fresh, LookBack.Result result) {
        for (Listed each : fresh) {
            long times = result.seen().getOrDefault(each.id(), 0L);
            if (times > 0) {
                String value = value(each.indicator().what());
                work.out()
                        .println(
                                work.json()
                                        ? new JsonRow("seen")
                                                .put("id", each.id())
                                                .put(
                                                        "type",
                                                        each.indicator().what().type())
                                                .put("value", value)
                                                .put("times", times)
                                                .toString()
                                        : work.words().say("watchlist-seen", value, Long.toString(times)));
            }
        }
        work.out().flush();
    }
}
