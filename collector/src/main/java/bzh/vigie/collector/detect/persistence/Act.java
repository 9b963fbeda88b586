package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.review.ByName;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * One act under enhanced monitoring, which is one line of a rule, a commune and a day (decision 0082): what one publisher's signed programs bring, or
 * one program that starts in several ways. What an interpreter is told, or others may replace, is an act of its own each time: there the program
 * says nothing of who acts.
 *
 * @param by the publisher or the program; empty for one thing alone
 */
record Act(String by, String cause) {
    /** Evidence: by whom, where one line stands for several things. */
    static final String FIELD = "act";

    private static final String BEGINNING = "act|";

    static Act of(Seen seen, Item item) {
        String day = BEGINNING
                + seen.received().getEpochSecond() / Duration.ofDays(1).toSeconds() + "|";
        if (item.target().isEmpty() || ByName.only(item)) {
            return new Act("", day + item.shape());
        }
        String publisher = GroupKey.publisher(item);
        String by = publisher.isEmpty() ? ItemNames.withoutHost(item.target()) : publisher;
        return new Act(by, day + Evidence.bounded(by));
    }

    /** A cause and, where it is of an act, those of the same act on the days before, the latest first. */
    static List<String> causes(String cause, Duration back) {
        if (!cause.startsWith(BEGINNING)) {
            return List.of(cause);
        }
        int end = cause.indexOf('|', BEGINNING.length());
        long day = Long.parseLong(cause.substring(BEGINNING.length(), end));
        return LongStream.rangeClosed(0, back.toDays())
                .mapToObj(ago -> BEGINNING + (day - ago) + cause.substring(end))
                .toList();
    }

    /** Evidence that says what the line stands for. */
    Map<String, String> with(Map<String, String> evidence) {
        if (by.isEmpty()) {
            return evidence;
        }
        Map<String, String> all = new HashMap<>(evidence);
        all.put(FIELD, by);
        return all;
    }
}
