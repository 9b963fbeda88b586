package bzh.vigie.agent;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.linux.LiveMachine;
import bzh.vigie.agent.host.windows.LiveWindows;
import java.util.Locale;

/** The one place that asks which system the agent runs on. */
final class ThisSystem {
    private ThisSystem() {}

    static boolean isWindows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    /** This machine, whichever it is. */
    static Reading<Machine> open() {
        return isWindows() ? LiveWindows.open() : LiveMachine.open();
    }
}
