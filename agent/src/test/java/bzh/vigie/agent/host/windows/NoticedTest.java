package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.FileWatch.Change;
import bzh.vigie.agent.host.HostPath;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoticedTest {
    private static final HostPath FOLDER = HostPath.of("/C:/Users");

    @Test
    void theSameChangeIsToldOnce() {
        Noticed noticed = new Noticed();
        noticed.add(change(1));
        noticed.add(change(2));
        noticed.add(change(1));
        assertEquals(List.of(change(1), change(2)), noticed.await(Duration.ofMinutes(1)));
        assertEquals(List.of(), noticed.await(Duration.ZERO));
    }

    @Test
    void tooManyChangesBecomeAnOverflow() {
        Noticed noticed = new Noticed();
        for (int i = 0; i <= Noticed.MOST; i++) {
            noticed.add(change(i));
        }
        noticed.add(change(-1));
        assertEquals(List.of(new Change.Overflow(), change(-1)), noticed.await(Duration.ofMinutes(1)));
    }

    @Test
    void whoIsWokenLosesNothing() {
        Noticed noticed = new Noticed();
        noticed.add(change(1));
        noticed.wake();
        assertEquals(List.of(), noticed.await(Duration.ofMinutes(1)));
        assertEquals(List.of(change(1)), noticed.await(Duration.ofMinutes(1)));
    }

    private static Change change(int number) {
        return new Change.In(FOLDER, Optional.of(FOLDER.child("u" + number)));
    }
}
