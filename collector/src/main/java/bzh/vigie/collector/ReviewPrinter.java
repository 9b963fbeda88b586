package bzh.vigie.collector;

import bzh.vigie.collector.review.Approvals;
import bzh.vigie.collector.review.ReviewGroup;
import bzh.vigie.collector.review.ReviewGroup.State;
import bzh.vigie.collector.review.ReviewList;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Reviews.Baseline;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.DirectoryText;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a review for people or, where asked for, for programs. */
final class ReviewPrinter {
    private static final int LONGEST = 600;
    private static final int NAMED = 20;

    private final IncidentWork work;
    private final Words words;

    ReviewPrinter(IncidentWork work) {
        this.work = work;
        this.words = work.words();
    }

    void group(Incident incident, Matter matter, ReviewGroup group) {
        work.out().println(work.json() ? row(incident, matter, group).toString() : Words.clean(line(group), LONGEST));
    }

    private String line(ReviewGroup group) {
        return group.id().substring(0, ReviewGroup.SHORT) + "  " + state(group.state()) + "  "
                + (group.gravity() == Severity.INFORMATIONAL
                        ? ""
                        : words.say("review-gravity." + ItemFields.word(group.gravity())) + "  ")
                + (group.change().isEmpty() ? "" : words.say("review-change." + group.change()) + "  ")
                + words.say(
                        "review-spread",
                        Integer.toString(group.hosts()),
                        Integer.toString(group.spread().communes()),
                        Integer.toString(group.spread().hosts()))
                + "  " + vouched(group) + "  " + work.when(group.first()) + "  " + group.location() + "  "
                + DirectoryText.say(group.location(), group.name(), words.locale());
    }

    private String state(State state) {
        return words.say("review-state." + ItemFields.word(state));
    }

    private String vouched(ReviewGroup group) {
        return words.say("signature." + ItemFields.word(group.signature()))
                + (group.signer().isBlank() ? "" : " " + group.signer()) + ", "
                + words.say("shipped." + ItemFields.word(group.shipped()))
                + (group.hashed() ? "" : ", " + words.say("review-no-hash"))
                + (group.byName() ? ", " + words.say("review-by-name") : "");
    }

    void counts(Incident incident, ReviewList list, Approvals approvals) {
        boolean items = list.matter() == Matter.ITEMS;
        if (work.json()) {
            JsonRow row = new JsonRow("review")
                    .put("incident", incident.id().text())
                    .put("matter", ItemFields.word(list.matter()))
                    .put("hosts", list.hosts())
                    .put("items", list.items())
                    .put("approved_one_by_one", approvals.one())
                    .put("approved_in_bulk", approvals.bulk())
                    .put("bulk_acts", approvals.acts())
                    .put("reopened", approvals.reopened())
                    .put("unread", list.unread().stream().map(Host::hostname).toList())
                    .put("too_many", list.floods().keySet().stream().toList());
            for (State state : State.values()) {
                row.put(ItemFields.word(state), list.states().getOrDefault(state, 0L));
            }
            work.out().println(row);
            return;
        }
        StringBuilder states = new StringBuilder();
        for (State state : State.values()) {
            long count = list.states().getOrDefault(state, 0L);
            states.append(states.isEmpty() ? "" : ", ")
                    .append(state(state))
                    .append(' ')
                    .append(count);
        }
        work.err()
                .println(words.say(
                        items ? "review-counts" : "review-counts-remediation",
                        Integer.toString(list.groups().size()),
                        Long.toString(list.items()),
                        Integer.toString(list.hosts()),
                        states.toString()));
        if (items) {
            work.err()
                    .println(words.say(
                            "review-bulk",
                            Integer.toString(approvals.one()),
                            Integer.toString(approvals.bulk()),
                            Integer.toString(approvals.acts()),
                            Integer.toString(approvals.reopened())));
        }
        list.floods()
                .forEach((host, more) -> work.err()
                        .println(words.say(
                                "review-flood", host, Integer.toString(ReviewList.MOST_OF_HOST), Long.toString(more))));
        if (!list.unread().isEmpty()) {
            work.err()
                    .println(words.say(
                            "review-unread",
                            list.unread().stream()
                                    .limit(NAMED)
                                    .map(Host::hostname)
                                    .collect(Collectors.joining(", ")),
                            Integer.toString(list.unread().size())));
        }
    }

    /** A group with one of its items and all that was decided. */
    void whole(Incident incident, Matter matter, ReviewGroup group, Subject subject, List<Line> lines) {
        if (work.json()) {
            JsonRow row = row(incident, matter, group).put("publisher", subject.publisher());
            new TreeMap<>(subject.fields()).forEach((name, value) -> row.put("field." + name, value));
            work.out().println(row);
            lines.forEach(line -> work.out().println(row(line)));
            return;
        }
        group(incident, matter, group);
        work.out().println("  " + group.id());
        group.communes().forEach((commune, state) -> work.out().println("  " + commune + "  " + state(state)));
        work.out()
                .println("  " + words.say("review-hosts", String.join(", ", group.names()))
                        + (group.hosts() > group.names().size() ? " …" : ""));
        work.out().println("  " + words.say("review-sample"));
        new TreeMap<>(subject.fields())
                .forEach((name, value) -> work.out().println("    " + name + ": " + Words.clean(value, LONGEST)));
        work.out().println("  " + words.say("history"));
        lines.forEach(line -> work.out()
                .println(Words.clean(
                        "    " + work.when(line.written()) + "  " + line.commune() + "  "
                                + words.say("review-decision." + ItemFields.word(line.decision()))
                                + (line.atOnce() > 1
                                        ? " " + words.say("review-at-once", Integer.toString(line.atOnce()))
                                        : "")
                                + (line.tombstone().isEmpty() ? "" : "  " + line.tombstone()) + "  "
                                + line.author().name() + " : " + line.author().reason(),
                        2_500)));
    }

    void decided(Decision decision, List<ReviewGroup> groups, int lines) {
        String said = words.say("review-decision." + ItemFields.word(decision));
        if (lines == 0) {
            work.err().println(words.say("review-not-written"));
            return;
        }
        long items = groups.stream().mapToLong(ReviewGroup::items).sum();
        work.err()
                .println(words.say(
                        groups.size() > 1 ? "review-decided-bulk" : "review-decided",
                        said,
                        Integer.toString(groups.size()),
                        Long.toString(items)));
    }

    void baseline(Baseline baseline) {
        if (work.json()) {
            work.out()
                    .println(new JsonRow("baseline")
                            .put("incident", baseline.incident().text())
                            .put("number", baseline.number())
                            .put("commune", baseline.commune().insee())
                            .put("groups", baseline.groups())
                            .put("digest", baseline.digest().hex())
                            .put(
                                    "hosts",
                                    baseline.hosts().stream().map(AgentId::text).toList())
                            .put("signed", baseline.written().toString())
                            .put("author", baseline.author().name())
                            .put("reason", baseline.author().reason()));
            return;
        }
        work.out()
                .println(words.say(
                        "baseline",
                        baseline.commune().insee(),
                        work.when(baseline.written()),
                        baseline.author().name(),
                        Integer.toString(baseline.groups()),
                        Integer.toString(baseline.hosts().size()),
                        baseline.author().reason(),
                        baseline.digest().hex()));
    }

    private static JsonRow row(Incident incident, Matter matter, ReviewGroup group) {
        return new JsonRow("review-group")
                .put("incident", incident.id().text())
                .put("matter", ItemFields.word(matter))
                .put("group", group.id())
                .put("state", ItemFields.word(group.state()))
                .put("change", group.change())
                .put("location", group.location())
                .put("name", group.name())
                .put("gravity", ItemFields.word(group.gravity()))
                .put("signature", ItemFields.word(group.signature()))
                .put("signer", group.signer())
                .put("shipped", ItemFields.word(group.shipped()))
                .put("hashed", group.hashed())
                .put("by_name", group.byName())
                .put("hosts", group.hosts())
                .put("items", group.items())
                .put("hostnames", group.names())
                .put(
                        "communes",
                        group.communes().keySet().stream().map(Commune::insee).toList())
                .put("communes_in_region", group.spread().communes())
                .put("hosts_in_region", group.spread().hosts())
                .put("first_seen", group.first().toString())
                .put("newest", group.newest().toString())
                .put("there", group.there());
    }

    private static JsonRow row(Line line) {
        return new JsonRow("review-line")
                .put("incident", line.incident().text())
                .put("number", line.number())
                .put("matter", ItemFields.word(line.matter()))
                .put("group", line.subject().id())
                .put("commune", line.commune().insee())
                .put("decision", ItemFields.word(line.decision()))
                .put("act", line.act())
                .put("at_once", line.atOnce())
                .put("tombstone", line.tombstone())
                .put("written", line.written().toString())
                .put("author", line.author().name())
                .put("reason", line.author().reason());
    }
}
