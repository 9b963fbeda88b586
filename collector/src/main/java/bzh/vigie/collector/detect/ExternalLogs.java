package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.cloud.CloudExport;
import bzh.vigie.collector.detect.cloud.CloudExport.Ending;
import bzh.vigie.collector.detect.cloud.CloudReading;
import bzh.vigie.collector.detect.cloud.RowDates;
import bzh.vigie.collector.incident.WitnessIntake;
import bzh.vigie.collector.incident.WitnessIntake.Refusal;
import bzh.vigie.collector.incident.WitnessReader;
import bzh.vigie.collector.incident.WitnessReader.DayMonth;
import bzh.vigie.collector.incident.WitnessReader.Result;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Witnesses.Kind;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Takes an external log into an incident: an export of Microsoft 365 or Entra row by row, whatever its size, any other as a whole. */
public final class ExternalLogs {
    private ExternalLogs() {}

    /** Opens the file; at most twice. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    /**
     * How times are read that do not say it.
     *
     * @param zone of times without an offset; those of Microsoft 365 and Entra are UTC
     * @param order which of day and month comes first
     * @param year of the first line
     */
    public record Times(ZoneId zone, Optional<DayMonth> order, OptionalInt year) {}

    /**
     * What was read.
     *
     * @param result its sightings
     * @param cloud what else it shows, where it is an export of Microsoft 365 or Entra
     * @param refusal why it is not taken; empty where it is
     */
    public record Reading(String sha256, Result result, Optional<CloudReading> cloud, Optional<Refusal> refusal) {}

    /**
     * What was kept.
     *
     * @param number of the import
     * @param raised new alerts
     */
    public record Kept(long number, int raised) {}

    /** Reads it; what the export of a cloud shows is gathered by that. */
    public static Reading read(Source source, Times times, CloudReading cloud) throws IOException {
        MessageDigest digest = Sha256.digest();
        RowDates dates = new RowDates(times.order());
        Ending ending;
        try (InputStream in = new DigestInputStream(source.open(), digest)) {
            ending = CloudExport.read(in, dates, cloud);
            if (ending != Ending.OTHER_FILE) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        if (ending == Ending.OTHER_FILE) {
            return whole(source, times);
        }
        Result result =
                new Result(cloud.signIns(), List.of(), cloud.refusedRows(), dates.ambiguous(), 0, cloud.isCut());
        return new Reading(
                Sha256.of(digest.digest()).hex(), result, Optional.of(cloud), refusal(ending, result, cloud));
    }

    /** What was read before a file breaks off is taken, and what is missing is said. */
    private static Optional<Refusal> refusal(Ending ending, Result result, CloudReading cloud) {
        boolean nothing = cloud.summary().rows() == 0;
        return switch (ending) {
            case OTHER_LANGUAGE -> Optional.of(Refusal.OTHER_LANGUAGE);
            case BROKEN -> nothing ? Optional.of(Refusal.BROKEN) : any(result);
            case WHOLE, OTHER_FILE -> nothing ? WitnessIntake.refusal(result) : any(result);
        };
    }

    /** Why what has rows is not taken: none of them needs to be a sign-in. */
    private static Optional<Refusal> any(Result result) {
        if (result.cut()) {
            return Optional.of(Refusal.TOO_LONG);
        }
        return result.ambiguous() > 0 ? Optional.of(Refusal.AMBIGUOUS) : Optional.empty();
    }

    private static Reading whole(Source source, Times times) throws IOException {
        try (InputStream in = source.open()) {
            byte[] bytes = in.readNBytes(WitnessReader.MOST_BYTES + 1);
            if (bytes.length > WitnessReader.MOST_BYTES) {
                return new Reading(
                        "",
                        new Result(List.of(), List.of(), 0, 0, 0, false),
                        Optional.empty(),
                        Optional.of(Refusal.TOO_LARGE));
            }
            Result result = WitnessReader.read(bytes, times.zone(), times.order(), times.year());
            return new Reading(Sha256.over(bytes).hex(), result, Optional.empty(), WitnessIntake.refusal(result));
        }
    }

    /** Keeps what was read and raises what it shows; empty, and nothing written, where the commune may not be seen or is none of the incident. */
    public static Optional<Kept> keep(
            Store.Session session,
            Scope scope,
            IncidentId incident,
            Commune commune,
            String name,
            Kind kind,
            Reading read,
            CloudIntake intake,
            Author author,
            Instant now) {
        return session.witnesses()
                .add(
                        scope,
                        incident,
                        commune,
                        name,
                        kind,
                        read.sha256(),
                        read.result().unreadLines(),
                        read.result().lines(),
                        author)
                .map(number -> new Kept(
                        number,
                        read.cloud()
                                .map(cloud -> intake.keep(session, number, name, commune, cloud, now))
                                .orElse(0)));
    }
}
