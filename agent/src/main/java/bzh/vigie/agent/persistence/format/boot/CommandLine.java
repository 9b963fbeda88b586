package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a boot loader gives to the kernel (Documentation/admin-guide/kernel-parameters.rst, kernel-command-line(7)). */
final class CommandLine {
    private static final Pattern INIT = Pattern.compile("(?:^|\\s)init=(\\S+)");
    private static final Pattern SECRET = Pattern.compile(
            "((?:^|[\\s.,])(?:systemd\\.set_credential\\w*|\\w*(?:password|passwd|token|secret)\\w*)=)(\\S+)");

    private CommandLine() {}

    /** The program that it makes the kernel start first; {@code rdinit=} names one that is in the initramfs. */
    static Run init(String text) {
        Matcher init = INIT.matcher(text);
        Run run = new Run.Nothing();
        while (init.find()) {
            run = new Run.Path(init.group(1));
        }
        return run;
    }

    /** The text with secrets as the beginning of a digest. */
    static String shown(String text) {
        return SECRET.matcher(text)
                .replaceAll(secret -> Matcher.quoteReplacement(secret.group(1) + "sha256:"
                        + Sha256.over(secret.group(2).getBytes(StandardCharsets.UTF_8))
                                .hex()
                                .substring(0, 12)));
    }
}
