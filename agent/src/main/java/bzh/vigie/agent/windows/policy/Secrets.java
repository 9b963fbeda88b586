package bzh.vigie.agent.windows.policy;

import java.util.regex.Pattern;

/**
 * Passwords and other secrets that a policy hands out in the clear: everybody who may read policies reads them. Each parser of this package
 * keeps the name of such a setting and never its value, no digest of it either, so that none reaches an item.
 */
public final class Secrets {
    /** What stands in place of the secret. */
    public static final String MARK = "with a password that anybody can read";

    /** English names as Windows and programs use them, German and French ones; {@code PWD} but not the working directory of a shell. */
    private static final Pattern NAME = Pattern.compile("(?iu)passw|passphrase|mot[ _-]?de["
            + " _-]?passe|kennwort|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key"
            + "|preshared|(?:^|[^a-z])(?:psk|mdp|pass)(?:$|[^a-z])");

    /** Keys whose values are programs and libraries, called as anybody likes: such a value is shown whatever its name is. */
    private static final Pattern RUN = Pattern.compile(
            "(?i)(?:^|\\\\)(?:run(?:once(?:ex)?|services(?:once)?)?|netsh|appcertdlls|knowndlls"
                    + "|drivers32|sharedtaskscheduler|shellserviceobjectdelayload|shellexecutehooks|userinitmprlogonscript)$");

    private Secrets() {}

    /**
     * Whether what a setting of that name holds is a secret where it is text or bytes.
     *
     * @param key of the registry, however it is written; empty for a setting that is in none
     */
    public static boolean isName(String key, String name) {
        String place = key.endsWith("\\") ? key.substring(0, key.length() - 1) : key;
        return NAME.matcher(name).find() && !RUN.matcher(place).find();
    }
}
