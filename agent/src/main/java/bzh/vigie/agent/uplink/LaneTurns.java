package bzh.vigie.agent.uplink;

import java.util.Optional;

/**
 * Whose turn it is among the lanes: lane 1 before 2 before 3, but of seven turns lane 2 has two and lane 3 one, so that a
 * flood in a better lane does not silence the others. A turn that its lane has no use for goes to the best lane that has.
 * Not thread-safe.
 */
final class LaneTurns {
    private static final int[] TURNS = {1, 2, 1, 3, 1, 2, 1};

    private int turn;

    /** The next batch to send. */
    Optional<Outbox.Letter> next(Outbox outbox) {
        int first = TURNS[turn];
        turn = (turn + 1) % TURNS.length;
        Optional<Outbox.Letter> letter = outbox.take(first);
        for (int lane : Outbox.LANES) {
            if (letter.isPresent()) {
                return letter;
            }
            if (lane != first) {
                letter = outbox.take(lane);
            }
        }
        return letter;
    }
}
