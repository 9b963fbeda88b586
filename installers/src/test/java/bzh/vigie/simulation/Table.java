package bzh.vigie.simulation;

import bzh.vigie.collector.conclusion.Criterion;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.event.ItemFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came out, for people: returns by thing and by field, alerts by occasion against the budget, conclusions day by day. */
final class Table {
    private static final int SHOWN = 12;

    private final Story story;
    private final boolean everyDay;
    private final StringBuilder out = new StringBuilder();

    /** @param everyDay whether each day is a line, and not only each that is not like the one before */
    Table(Story story, boolean everyDay) {
        this.story = story;
        this.everyDay = everyDay;
    }

    String text() {
        out.append("seed ")
                .append(story.plan.seed())
                .append(", ")
                .append(story.hosts.size())
                .append(" hosts, watch of ");
        out.append(story.plan.watchDays()).append(story.plan.isCalm() ? " days, CALM\n\n" : " days, MONITORING\n\n");
        returns();
        alerts();
        if (!story.plan.isCalm()) {
            story.cases.forEach(this::conclusions);
        }
        return out.toString();
    }

    private void row(String first, Object... cells) {
        out.append(String.format(Locale.ROOT, "%-58s", first));
        for (Object cell : cells) {
            out.append(String.format(Locale.ROOT, " %12s", cell));
        }
        out.append('\n');
    }

    private static final class Told {
        private final Map<Truth.Told, Integer> counts = new EnumMap<>(Truth.Told.class);

        void add(Truth.Told told) {
            counts.merge(told, 1, Integer::sum);
        }

        int of(Truth.Told told) {
            return counts.getOrDefault(told, 0);
        }
    }

    private void returns() {
        row("came back, and what had to be told", "as return", "as suspected", "as nothing");
        Map<String, Told> things = new TreeMap<>();
        Map<String, Told> fields = new TreeMap<>();
        Map<String, Told> wanted = new LinkedHashMap<>();
        for (Truth.Return each : story.truth.returns) {
            String had = ItemFields.word(each.mutation.wanted());
            add(things, each.mutation.base().id() + ": " + had, each);
            add(wanted, "all: " + had, each);
            each.mutation
                    .changed()
                    .forEach(field -> add(fields, "changed " + ItemFields.word(field) + ": " + had, each));
        }
        things.forEach(this::told);
        fields.forEach(this::told);
        wanted.forEach(this::told);
        out.append("came back and told at medium severity or above: ")
                .append(story.truth.returns.stream()
                        .filter(each -> each.isGrave)
                        .count())
                .append(" of ")
                .append(story.truth.returns.size())
                .append('\n');
        out.append("returns and suspected returns that were none: ")
                .append(story.analyst.falseReturns().size())
                .append('\n');
        story.analyst.falseReturns().stream()
                .limit(SHOWN)
                .forEach(each -> out.append("  ")
                        .append(each.rule())
                        .append(' ')
                        .append(each.hostname())
                        .append(' ')
                        .append(each.evidence().getOrDefault("name", ""))
                        .append(' ')
                        .append(each.evidence().getOrDefault("matched", ""))
                        .append('\n'));
        out.append('\n');
    }

    private static void add(Map<String, Told> to, String key, Truth.Return each) {
        to.computeIfAbsent(key, ignored -> new Told()).add(each.told);
    }

    private void told(String name, Told told) {
        row(name, told.of(Truth.Told.RETURN), told.of(Truth.Told.SUSPECTED), told.of(Truth.Told.NOTHING));
    }

    /** Of the watch alone, without what came of the attack and its return. */
    private void alerts() {
        Instant from = Story.at(Story.EVICTED, 18, 0);
        Instant to = from.plus(Duration.ofDays(story.plan.watchDays()));
        List<Analyst.Read> watch = story.analyst.all().stream()
                .filter(each -> !each.when().isBefore(from) && each.when().isBefore(to))
                .toList();
        row("new alerts in the watch, by occasion", "all", "medium up", "hosts told of");
        Map<String, List<Analyst.Read>> byOccasion = watch.stream()
                .collect(Collectors.groupingBy(Analyst.Read::occasion, TreeMap::new, Collectors.toList()));
        story.truth.occasions().forEach(occasion -> byOccasion.putIfAbsent(occasion, List.of()));
        byOccasion.forEach((occasion, reads) -> {
            row(occasion, reads.size(), grave(reads), hosts(reads));
            Map<String, List<Analyst.Read>> byRule = reads.stream()
                    .collect(Collectors.groupingBy(each -> each.alert().rule(), TreeMap::new, Collectors.toList()));
            byRule.forEach((rule, some) -> row("    " + rule, some.size(), grave(some), hosts(some)));
        });
        List<Analyst.Read> ordinary =
                watch.stream().filter(each -> !each.occasion().equals("return")).toList();
        double days = story.plan.watchDays();
        double weeks = days / 7;
        row(
                "without returns: per 1,000 hosts and day (budget 4)",
                per(ordinary.size(), days * story.hosts.size() / 1_000),
                per(grave(ordinary), days * story.hosts.size() / 1_000));
        row(
                "without returns: per commune and week (budget 1)",
                per(ordinary.size(), weeks * story.plan.communes()),
                per(grave(ordinary), weeks * story.plan.communes()));
        out.append('\n');
    }

    private static String per(long count, double of) {
        return String.format(Locale.ROOT, "%.2f", count / of);
    }

    private static long grave(List<Analyst.Read> reads) {
        return reads.stream()
                .filter(each -> each.alert().severity().compareTo(Severity.MEDIUM) >= 0)
                .count();
    }

    private static long hosts(List<Analyst.Read> reads) {
        return reads.stream().map(each -> each.alert().host()).distinct().count();
    }

    private void conclusions(Story.Case of) {
        List<Story.Day> days = of.days();
        row(
                "conclusions: " + of.incident().title() + " " + of.incident().communes(),
                "right",
                "too careful",
                "TOO GOOD");
        row(
                days.size() + " days",
                days.stream()
                        .filter(each -> !each.isTooGood() && !each.isTooCareful())
                        .count(),
                days.stream().filter(Story.Day::isTooCareful).count(),
                days.stream().filter(Story.Day::isTooGood).count());
        String before = "";
        for (Story.Day day : days) {
            String line = line(day);
            if (everyDay || !line.equals(before)) {
                out.append(day.date()).append("  ").append(line).append('\n');
            }
            before = line;
        }
        out.append('\n');
    }

    private static String line(Story.Day day) {
        List<String> said = new ArrayList<>();
        for (Criterion each : day.said().missing()) {
            String about = each.about().stream()
                    .limit(3)
                    .map(text -> text.length() > 40 ? text.substring(0, 40) + "…" : text)
                    .collect(Collectors.joining(", "));
            said.add(ItemFields.word(each.kind()) + (about.isEmpty() ? "" : " (" + about + ")"));
        }
        return (day.isTooGood() ? "TOO GOOD " : day.isTooCareful() ? "careful  " : "right    ")
                + ItemFields.word(day.said().word())
                + (day.isTooCareful() || day.isTooGood()
                        ? ", at most " + ItemFields.word(day.most().most())
                        : "")
                + (day.unnamed().isEmpty() ? "" : ", NOT NAMED: " + day.unnamed())
                + "; " + day.most().why() + "; missing: " + String.join("; ", said);
    }
}
