package bzh.vigie.collector.intel;

import bzh.vigie.text.Sentence;
import java.util.List;
import java.util.Optional;

/**
 * What became of a file of indicators. Every indicator that it holds is in one of the lists.
 *
 * @param format the form that it was read as
 * @param accepted what may be looked for; each once
 * @param toConfirm what would match too much, or something that is known to be harmless: left out until somebody confirms it by name
 * @param refused what cannot be looked for
 * @param broken why reading ended before the file did; what came before is in the lists, and must not be used without a word
 */
public record Imported(
        Format format,
        List<Indicator> accepted,
        List<Doubtful> toConfirm,
        List<Refused> refused,
        Optional<Sentence> broken) {
    public Imported {
        accepted = List.copyOf(accepted);
        toConfirm = List.copyOf(toConfirm);
        refused = List.copyOf(refused);
    }

    /** The form of a file. */
    public enum Format {
        STIX,
        MISP,
        CSV,
        LIST,
        UNKNOWN
    }

    /**
     * One that is left for a person.
     *
     * @param place where in the file: a line, or the id of an object
     */
    public record Doubtful(Indicator indicator, String place, Sentence why) {}

    /**
     * One that is not used.
     *
     * @param value as it stands in the file, cut at 200 characters; not made fit for a terminal
     */
    public record Refused(String place, String value, RefusalReason code, Sentence why) {}
}
