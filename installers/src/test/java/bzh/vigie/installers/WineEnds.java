package bzh.vigie.installers;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ends what still runs on the Windows systems that a test made, so that nothing writes into their folder while it is removed. Found by
 * JUnit itself (junit-platform.properties); a test and what it makes are on one thread.
 */
public final class WineEnds implements AfterEachCallback {
    private static final ThreadLocal<List<Wine>> MADE = ThreadLocal.withInitial(ArrayList::new);

    static void afterThisTest(Wine windows) {
        MADE.get().add(windows);
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        List<Wine> made = List.copyOf(MADE.get());
        MADE.remove();
        for (Wine windows : made) {
            windows.kill();
        }
    }
}
