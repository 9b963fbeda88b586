package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.FileDigest;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** Prints what this Windows says of its sessions, accounts and groups, and whether its digests are right; started by a test of the installers under Wine. */
final class SessionProbe {
    private SessionProbe() {}

    public static void main(String[] arguments) {
        WindowsSessions sessions = new WindowsSessions();
        System.out.println("sessions " + sessions.list());
        System.out.println("console " + sessions.console());
        System.out.println("logons " + sessions.logons());
        System.out.println("accounts " + AccountLists.accounts());
        System.out.println("groups " + AccountLists.groups());
        System.out.println("digests " + areRight("SHA-256") + areRight("SHA-1") + areRight("MD5"));
    }

    /** Computed by this Windows, in parts, after one that was given up. */
    private static Optional<Boolean> areRight(String algorithm) {
        byte[] bytes = new byte[200_001];
        Arrays.fill(bytes, (byte) 7);
        return Bcrypt.digest(algorithm).map(digest -> {
            digest.update(bytes);
            digest.reset();
            digest.update(bytes, 0, 3);
            digest.update(bytes[3]);
            digest.update(bytes, 4, bytes.length - 4);
            return MessageDigest.isEqual(
                            digest.digest(), FileDigest.of(algorithm).digest(bytes))
                    && FileDigest.isRight(digest);
        });
    }
}
