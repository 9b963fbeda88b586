package bzh.vigie.collector;

import bzh.vigie.collector.detect.LookBack;
import bzh.vigie.collector.detect.WatchlistIntake;
import bzh.vigie.collector.detect.returns.LocalChecking;
import bzh.vigie.collector.detect.returns.LocalChecking.OfHost;
import bzh.vigie.collector.detect.returns.LocalChecking.Tally;
import bzh.vigie.collector.detect.returns.LocalParts.Standing;
import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.intel.Indicator;
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

    /** What was left out, and why; programs get every one, people the first {@value #SHOWN} of each and the sums. */
    void imported(Imported imported, List<String> confirmed) {
        Locale locale = work.words().locale();
        if (work.json()) {
            imported.toConfirm()
                    .forEach(each -> work.out()
                            .println(new JsonRow("to-confirm")
                                    .put("place", each.place())
                                    .put("type", each.indicator().what().type())
                                    .put(
                                            "value",
                                            WatchlistIntake.value(
                                                    each.indicator().what()))
                                    .put("reason", each.why().in(locale))
                                    .put(
                                            "confirmed",
                                            confirmed.contains(WatchlistIntake.value(
                                                    each.indicator().what())))));
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
                                            WatchlistIntake.value(
                                                    each.indicator().what()),
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

    /** An indicator that is looked for, and whether agents look for it by themselves. */
    void listed(Listed listed, LocalChecking local) {
        Indicator indicator = listed.indicator();
        Standing standing = local.standing(listed);
        Tally hosts = local.tally(listed);
        if (work.json()) {
            work.out()
                    .println(new JsonRow("indicator")
                            .put("id", listed.id())
                            .put("incident", listed.incident().orElse(""))
                            .put("type", indicator.what().type())
                            .put("value", WatchlistIntake.value(indicator.what()))
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
                            .put(
                                    "agents",
                                    standing.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .put("hosts", standing == Standing.GIVEN ? hosts.hosts() : 0)
                            .put("hosts_checking", standing == Standing.GIVEN ? hosts.checking() : 0)
                            .put("hosts_swept", standing == Standing.GIVEN ? hosts.swept() : 0)
                            .put("hosts_swept_in_part", standing == Standing.GIVEN ? hosts.inPart() : 0)
                            .put("added", listed.added().toString())
                            .put("author", listed.author()));
            return;
        }
        List<String> parts = new ArrayList<>(List.of(
                listed.id(),
                listed.incident().orElse("-"),
                indicator.what().type(),
                WatchlistIntake.value(indicator.what()),
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
        parts.add(work.words()
                .say(
                        "watchlist-local-"
                                + standing.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        Integer.toString(hosts.hosts()),
                        Integer.toString(hosts.checking()),
                        Integer.toString(hosts.swept()),
                        Integer.toString(hosts.inPart())));
        work.out().println(Words.clean(String.join("  ", parts), 2_000));
    }

    /** Which hosts check what is given to agents, and when each went through all that it has. */
    void hosts(List<OfHost> hosts) {
        for (OfHost each : hosts) {
            if (work.json()) {
                JsonRow row = new JsonRow("local-check")
                        .put("host", each.host().id().text())
                        .put("hostname", each.host().hostname())
                        .put("commune", each.host().commune().insee())
                        .put(
                                "checking_since",
                                each.checking().map(Instant::toString).orElse(""))
                        .put(
                                "swept",
                                each.swept()
                                        .map(swept -> swept.received().toString())
                                        .orElse(""));
                each.swept()
                        .ifPresent(swept -> row.put("items", swept.items())
                                .put("places", swept.places())
                                .put("unread_places", swept.unreadPlaces())
                                .put("untold", swept.untold()));
                work.out().println(row);
            } else {
                String host = Words.clean(each.host().hostname(), 100);
                String line = each.swept()
                        .map(swept -> work.words()
                                .say(
                                        swept.untold() > 0 ? "watchlist-host-swept-more" : "watchlist-host-swept",
                                        host,
                                        work.when(swept.received()),
                                        Integer.toString(swept.items()),
                                        Integer.toString(swept.unreadPlaces()),
                                        Integer.toString(swept.places()),
                                        Integer.toString(swept.untold())))
                        .or(() -> each.checking()
                                .map(since -> work.words().say("watchlist-host-checking", host, work.when(since))))
                        .orElseGet(() -> work.words().say("watchlist-host-nothing", host));
                work.out().println(line);
            }
        }
        if (hosts.isEmpty() && !work.json()) {
            work.out().println(work.words().say("watchlist-no-hosts"));
        }
        work.out().flush();
    }

    /** Which of the new ones were seen before. */
    void seen(List<Listed> fresh, LookBack.Result result) {
        for (Listed each : fresh) {
            long times = result.seen().getOrDefault(each.id(), 0L);
            if (times > 0) {
                String value = WatchlistIntake.value(each.indicator().what());
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
