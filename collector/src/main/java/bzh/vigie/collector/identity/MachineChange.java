package bzh.vigie.collector.identity;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Inventories.Word;
import bzh.vigie.collector.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The time in which another machine than before showed an agent's identity, as its agents say. That something is not found meanwhile proves
 * nothing of the machine before. The last one of an agent is kept.
 *
 * @param machine id of the machine before
 * @param since receipt of the other's first connection
 * @param until when the one before was back; empty before that
 */
public record MachineChange(String machine, Instant since, Optional<Instant> until) {
    private static final String STATE = "machine-change";

    /** The last one of an agent, but for one that a person accepted. */
    public static Optional<MachineChange> of(Store.Session session, AgentId agent) {
        return session.progress().state(STATE, agent.text()).map(kept -> {
            String[] parts = new String(kept, StandardCharsets.UTF_8).split(" ", -1);
            return new MachineChange(
                    parts[2],
                    Instant.parse(parts[0]),
                    Optional.of(parts[1]).filter(end -> !end.isEmpty()).map(Instant::parse));
        });
    }

    /** Notes that an agent came from another machine than before. */
    public static void seen(Store.Session session, AgentId agent, String from, String to, Instant now) {
        Optional<MachineChange> open =
                of(session, agent).filter(each -> each.until().isEmpty());
        if (open.isEmpty()) {
            new MachineChange(from, now, Optional.empty()).keep(session, agent);
        } else if (open.get().machine().equals(to)) {
            isBack(session, agent, now);
        }
    }

    /** Notes that the machine before is the one that goes on. */
    public static void isBack(Store.Session session, AgentId agent, Instant now) {
        of(session, agent)
                .filter(each -> each.until().isEmpty())
                .ifPresent(
                        each -> new MachineChange(each.machine(), each.since(), Optional.of(now)).keep(session, agent));
    }

    /** A person accepts the machine that an agent is on; whether there was something to accept. */
    public static boolean accept(Store.Session session, AgentId agent) {
        boolean open = of(session, agent).isPresent();
        session.progress().forget(STATE, agent.text());
        return open;
    }

    private void keep(Store.Session session, AgentId agent) {
        String text = since + " " + until.map(Instant::toString).orElse("") + " " + machine;
        session.progress().state(STATE, agent.text(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the machine before is back, and a full pass of its own agreed with what is known of it. */
    public boolean isOver(Store.Session session, AgentId agent) {
        return until.filter(end -> session.inventories()
                        .lastPass(agent)
                        .filter(pass ->
                                pass.word() == Word.AGREES && pass.began().isAfter(end))
                        .isPresent())
                .isPresent();
    }

    /** Whether what was received at that time came from the other machine. */
    public boolean includes(Instant time) {
        return !time.isBefore(since) && until.filter(end -> !time.isBefore(end)).isEmpty();
    }
}
