package bzh.vigie.event;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The parts of names on Windows that change by themselves, or from one host to another: one table, each with the placeholder that
 * stands for it. Pure.
 */
final class VolatileWindowsParts {
    private record Part(Pattern pattern, String placeholder) {
        Part(String pattern, String placeholder) {
            this(Pattern.compile(pattern), placeholder);
        }
    }

    /** What changes on one host while nobody changes anything. */
    private static final List<Part> BY_ITSELF = List.of(
            // instances of services that each session has, named after its number: CDPUserSvc_4a2b1
            new Part("(?i)(\\\\Services\\\\[A-Za-z]\\w{2,60})_[0-9a-f]{4,8}(?=\\\\|$)", "$1_{session}"),
            // the antivirus updates itself into a folder of its version
            new Part("(?i)(\\\\Windows Defender\\\\(?:Platform|Definition Updates))\\\\[^\\\\\"]+", "$1\\\\{version}"),
            // updaters of browsers and their kind, installed beside their last version: Application\\131.0.2903.86
            new Part("(?<=\\\\)\\d{1,5}(?:\\.\\d{1,7}){2,3}(?:-\\d{1,3})?(?=\\\\)", "{version}"),
            // packaged applications: Microsoft.Name_1.2.3.4_x64__8wekyb3d8bbwe
            new Part("(?<=[\\w.]_)\\d{1,5}(?:\\.\\d{1,7}){3}(?=_)", "{version}"));

    /** What is another on each host. */
    private static final List<Part> OF_THE_HOST = List.of(
            new Part("S-1-(?:5-21|12-1)-\\d{1,10}-\\d{1,10}-\\d{1,10}-\\d{1,10}(?:\\.bak)?", "{sid}"),
            new Part(
                    "(?i)[A-Z]:\\\\(?:Users|Documents and Settings)\\\\(?!Public\\\\|Default\\\\|All Users\\\\)[^\\\\\"]+",
                    "{profile}"),
            new Part("(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", "{uuid}"),
            new Part("(?<![A-Za-z])[A-Za-z]:(?=\\\\)", "{drive}"),
            new Part(
                    "(?<=[\\\\./_-])(?=[A-Za-z]*\\d)(?=\\d*[A-Za-z])[0-9A-Za-z]{16,}(?=$|[\\\\./\\s_\"-])",
                    "{random}"));

    /** Folders of versions of less than three numbers, which a name may stand before: too little to tell a version in a key. */
    private static final List<Part> OF_AN_UPDATE =
            List.of(new Part("(?<=[\\\\ _-])v?\\d{1,5}(?:\\.\\d{1,7}){1,3}(?:-\\d{1,3})?(?=\\\\)", "{version}"));

    private VolatileWindowsParts() {}

    /** The text with what changes by itself replaced. */
    static String replaced(String text) {
        return replaced(text, BY_ITSELF);
    }

    /** The text with what belongs to one host or one user replaced. */
    static String withoutHost(String text) {
        return replaced(text, OF_THE_HOST);
    }

    /** The text, in which what changes by itself is replaced, with what an update may change replaced too. */
    static String withoutVersion(String text) {
        return replaced(text, OF_AN_UPDATE);
    }

    private static String replaced(String text, List<Part> parts) {
        String t = text;
        for (Part part : parts) {
            t = part.pattern().matcher(t).replaceAll(part.placeholder());
        }
        return t;
    }
}
