package bzh.vigie.agent.source;

import bzh.vigie.agent.host.AuditControl;
import bzh.vigie.agent.host.AuditControl.Rules;
import bzh.vigie.agent.host.AuditControl.Status;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * {@code linux-audit = own}: execve rules of our own in the kernel's audit, which must be on for them, with room for many
 * records and without ever holding up a process (DESIGN.md 5.4). What was set before is written down first, so that it is put
 * back at the end, also by the next start after a crash. Used by one thread.
 */
final class AuditOwn {
    /** Records that may wait, at least. */
    static final int BACKLOG = 8_192;

    private static final String FILE = "audit-before";
    private static final int LOCKED = 2;
    private static final int PANIC = 2;

    private final AuditControl control;
    private final Path file;
    private final String bootId;
    private long lost;

    /** What a look found: records that the kernel lost since the last one, and whether our settings had been taken away. */
    record Look(long lost, boolean mended) {}

    private record Before(int enabled, int backlogLimit, int backlogWaitTime) {}

    private AuditOwn(AuditControl control, Path stateDir, String bootId) {
        this.control = control;
        this.file = stateDir.resolve(FILE);
        this.bootId = bootId;
    }

    /**
     * Puts the rules.
     *
     * @param stateDir an existing folder, where it is remembered what was set before
     * @throws Refused where they cannot be put; everything is as it was then
     */
    static AuditOwn begin(AuditControl.Opener opener, Path stateDir, String bootId) throws Refused {
        AuditOwn own = new AuditOwn(opener.open(), stateDir, bootId);
        try {
            Status status = own.control.status();
            if (status.enabled() == LOCKED) {
                throw new Refused(ReasonCode.NOT_SUPPORTED, "audit is locked until the next boot (auditctl -e 2)");
            }
            if (status.failure() == PANIC) {
                throw new Refused(
                        ReasonCode.NOT_SUPPORTED, "the kernel would panic over a lost audit record (auditctl -f 2)");
            }
            own.remember(status);
            own.put(status);
            own.lost = status.lost();
            return own;
        } catch (Refused e) {
            own.end();
            throw e;
        }
    }

    /** Takes away what an agent that was killed left behind; nothing where there is nothing. */
    static void takeAwayLeftovers(AuditControl.Opener opener, Path stateDir, String bootId) {
        if (!Files.exists(stateDir.resolve(FILE))) {
            return;
        }
        try {
            new AuditOwn(opener.open(), stateDir, bootId).end();
        } catch (Refused e) {
            // Tried again at the next start: without the right to it now, nothing can be done.
        }
    }

    private void put(Status status) throws Refused {
        if (status.backlogLimit() < BACKLOG) {
            control.backlogLimit(BACKLOG);
        }
        if (status.backlogWaitTime() != 0) {
            control.backlogWaitTime(0);
        }
        control.addRules();
        if (status.enabled() == 0) {
            control.enabled(1);
        }
    }

    /** Checks that all is as it was put, and puts it again where it is not. */
    Look look() throws Refused {
        Status status = control.status();
        Rules rules = control.rules();
        // The kernel's counter is a u32 that goes round, and that anybody with the right may set back.
        long more = (status.lost() - lost) & 0xffff_ffffL;
        lost = status.lost();
        boolean mend = rules.own() < control.wanted()
                || status.enabled() == 0
                || status.backlogLimit() < BACKLOG
                || status.backlogWaitTime() != 0;
        if (mend) {
            put(status);
        }
        return new Look(more < Integer.MAX_VALUE ? more : 0, mend);
    }

    /** Removes the rules and puts back what was set before, as far as nobody else has set or needs it since. */
    void end() {
        try (control) {
            Optional<Before> remembered = remembered();
            if (remembered.isPresent()) {
                Before before = remembered.get();
                control.removeRules();
                Status now = control.status();
                if (now.backlogLimit() == BACKLOG && before.backlogLimit() < BACKLOG) {
                    control.backlogLimit(before.backlogLimit());
                }
                if (now.backlogWaitTime() == 0 && before.backlogWaitTime() != 0) {
                    control.backlogWaitTime(before.backlogWaitTime());
                }
                boolean unused = now.daemon() == 0 && control.rules().others() == 0;
                if (before.enabled() == 0 && now.enabled() == 1 && unused) {
                    control.enabled(0);
                }
            }
            Files.deleteIfExists(file);
        } catch (Refused | IOException e) {
            // The file stays, and the next start tries again.
        }
    }

    /** What is written down already is of a start that was not ended, and is what was really set before. */
    private void remember(Status status) throws Refused {
        try {
            if (remembered().isEmpty()) {
                Path next = file.resolveSibling(FILE + ".new");
                Files.writeString(
                        next,
                        bootId + " " + status.enabled() + " " + status.backlogLimit() + " " + status.backlogWaitTime()
                                + "\n");
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new Refused(ReasonCode.FAILED, "what was set before cannot be written to " + file);
        }
    }

    /** Empty for nothing, or another boot's, with which it went. */
    private Optional<Before> remembered() throws IOException {
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            return words.length == 4 && words[0].equals(bootId)
                    ? Optional.of(new Before(
                            Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3])))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
