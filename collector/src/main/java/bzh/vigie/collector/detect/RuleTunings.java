package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.Tuning;
import bzh.vigie.collector.detect.sigma.Tuning.Exemption;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was decided about rules, in the store with the audit log: per rule, u8 version 1, u8 off, text level (empty for its own),
 * u8 exceptions, each i64 seconds until, text author, text reason, u8 lines, each text field, text value.
 */
public final class RuleTunings {
    private static final String NAME = "rule-tuning";
    private static final int VERSION = 1;

    private RuleTunings() {}

    /** All that were decided and are not taken back. */
    public static List<Tuning> all(Store.Session session) {
        List<Tuning> tunings = new ArrayList<>();
        session.progress()
                .states(NAME)
                .forEach((rule, bytes) -> decode(rule, bytes).ifPresent(tunings::add));
        return tunings;
    }

    /** That of a rule; none where nothing was decided. */
    public static Tuning of(Store.Session session, String rule) {
        return session.progress()
                .state(NAME, rule)
                .flatMap(bytes -> decode(rule, bytes))
                .orElseGet(() -> Tuning.none(rule));
    }

    /** Whether somebody who sees this may decide about rules, which hold for the whole region. */
    public static boolean isFor(Scope scope) {
        return scope instanceof Scope.All;
    }

    /** Whether it hides what nobody may hide ({@link Reach#mayBeExcepted}). */
    public static boolean isHiding(Tuning tuning) {
        return !Reach.mayBeExcepted(tuning.rule())
                && (tuning.off()
                        || tuning.level().equals(Optional.of(Level.INFORMATIONAL))
                        || !tuning.exceptions().isEmpty());
    }

    /** Without what nobody may hide, whoever wrote it and whenever. */
    private static Tuning inForce(Tuning kept) {
        return isHiding(kept)
                ? new Tuning(kept.rule(), false, kept.level().filter(level -> level != Level.INFORMATIONAL), List.of())
                : kept;
    }

    /** Short for all that a tuning says: who decides says which one they saw. */
    public static String version(Tuning tuning) {
        return tuning.isNone() ? "none" : Sha256.over(encode(tuning)).hex();
    }

    /**
     * Keeps a decision and says in the audit log who took it.
     *
     * @param scope what its author sees
     * @param action what was decided, in a few words
     * @throws IllegalArgumentException where the author does not see the whole region, or it hides what nobody may hide
     */
    public static void keep(Store.Session session, Scope scope, Tuning tuning, Author author, String action) {
        if (!isFor(scope) || isHiding(tuning)) {
            throw new IllegalArgumentException(
                    "a tuning is by who sees the whole region, and hides nothing that is always told");
        }
        if (tuning.isNone()) {
            session.progress().forget(NAME, tuning.rule());
        } else {
            session.progress().state(NAME, tuning.rule(), encode(tuning));
        }
        session.audit().add(author, action, "rule " + tuning.rule());
    }

    private static byte[] encode(Tuning tuning) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(tuning.off());
            out.writeUTF(tuning.level().map(Level::name).orElse(""));
            out.writeByte(tuning.exceptions().size());
            for (Exemption each : tuning.exceptions()) {
                out.writeLong(each.until().getEpochSecond());
                out.writeUTF(each.author());
                out.writeUTF(each.reason());
                out.writeByte(each.lines().size());
                for (Map.Entry<String, String> line : each.lines().entrySet()) {
                    out.writeUTF(line.getKey());
                    out.writeUTF(line.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static Optional<Tuning> decode(String rule, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readUnsignedByte() != VERSION) {
                return Optional.empty();
            }
            boolean off = in.readBoolean();
            String level = in.readUTF();
            List<Exemption> exceptions = new ArrayList<>();
            int count = in.readUnsignedByte();
            for (int i = 0; i < count; i++) {
                Instant until = Instant.ofEpochSecond(in.readLong());
                String author = in.readUTF();
                String reason = in.readUTF();
                Map<String, String> lines = new LinkedHashMap<>();
                int size = in.readUnsignedByte();
                for (int line = 0; line < size; line++) {
                    String field = in.readUTF();
                    lines.put(field, in.readUTF());
                }
                exceptions.add(new Exemption(lines, author, reason, until));
            }
            return Optional.of(inForce(new Tuning(
                    rule,
                    off,
                    level.isEmpty() ? Optional.empty() : Optional.of(Level.valueOf(level.toUpperCase(Locale.ROOT))),
                    exceptions)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
