package bzh.vigie.agent.directory;

import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.Fuzzed;
import java.util.HexFormat;
import java.util.List;

/** The file of the computer's key: any bytes. What comes over the wire, Java's own client takes apart: {@link LyingControllerTest}. */
public final class WireTargets {
    private static final String KEYTAB =
            "05020000002d0001000e4d41495249452e4558414d504c45000450433124" + "0000000100000000020012000200070000";

    private WireTargets() {}

    /** A keytab. */
    public static List<FuzzTarget> all() {
        return List.of(new FuzzTarget(
                "keytab",
                content -> Keytab.principals(content).forEach(Fuzzed::told),
                List.of(HexFormat.of().parseHex(KEYTAB))));
    }
}
