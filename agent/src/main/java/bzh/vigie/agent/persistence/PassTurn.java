package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Turn;
import bzh.vigie.event.LocationStatus.Trigger;

/**
 * Lets the thread that reads go last while it reads for a pass, in which nobody waits for it, and in its ordinary turn for what
 * was noticed or asked for. Used by that thread alone.
 */
final class PassTurn {
    private final Turn turn;
    private boolean last;

    PassTurn(Turn turn) {
        this.turn = turn;
    }

    /** Before a reading for that reason; {@code isAwaited} while a machine was never read, so that it is watched soon. */
    void reads(Trigger trigger, boolean isAwaited) {
        boolean now = trigger == Trigger.PASS && !isAwaited;
        if (now != last) {
            last = now;
            turn.goLast(now);
        }
    }
}
