package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.session.Variables;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which modules decide who is let in (pam.d(5)): an item for each line, named after its type and module; the value is the line.
 * What pam_exec(8) and its like run is the target, reached through the module; what files pam_env(8) takes variables from is
 * read too.
 */
public final class PamStack implements Format {
    private static final List<String> MODULES = List.of(
            "/usr/lib/x86_64-linux-gnu/security",
            "/usr/lib/aarch64-linux-gnu/security",
            "/usr/lib64/security",
            "/lib/security",
            "/usr/lib/security",
            "/lib/x86_64-linux-gnu/security",
            "/lib64/security",
            "/usr/lib/*/security",
            "/lib/*/security",
            "/usr/local/lib/security",
            "/usr/local/lib/*/security");
    private static final List<String> PATH = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");
    private static final Pattern LINE = Pattern.compile(
            "(-?(?:auth|account|password|session))\\s+(\\[[^]]*]|\\S+)\\s+(\\S+)(?:\\s+(.*))?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ADMITS = Pattern.compile("sufficient|\\[.*\\bsuccess=done\\b.*]");
    private static final Pattern EXEC_OPTION =
            Pattern.compile("debug|expose_authtok|seteuid|quiet|quiet_log|stdout|log=.*|type=.*");
    private static final Set<String> SCRIPTED = Set.of("pam_python.so", "pam_python3.so", "pam_perl.so", "pam_lua.so");
    private static final Set<String> OWN_ENVIRONMENT =
            Set.of("/etc/environment", "/etc/default/locale", "/etc/security/pam_env.conf", ".pam_environment");
    private static final Set<String> OF_OTHER_FILES = Set.of("include", "substack");

    @Override
    public Parsed parse(SourceFile file) {
        boolean named = file.name().equals("pam.conf");
        List<Draft> drafts = new ArrayList<>();
        List<Include> includes = new ArrayList<>();
        int malformed = 0;
        for (String line : ConfigLines.joined(file, "#")) {
            String bare = line.replaceFirst("#.*", "").strip();
            String service = "";
            if (named && !bare.isEmpty()) {
                String[] parts = bare.split("\\s+", 2);
                service = parts[0] + " ";
                bare = parts.length == 2 ? parts[1] : "";
            }
            Matcher matcher = LINE.matcher(bare);
            if (bare.startsWith("@include")) {
                String other = bare.substring("@include".length()).strip();
                drafts.add(Draft.of(service + "@include " + other, bare, new Run.Nothing()));
                include(other, includes);
            } else if (matcher.matches()) {
                drafts.add(module(service, matcher, includes));
            } else if (!bare.isEmpty()) {
                malformed++;
            }
        }
        return new Parsed(drafts, includes, malformed);
    }

    private static void include(String other, List<Include> includes) {
        if (other.startsWith("/")) {
            includes.add(Include.of(other));
        }
    }

    /** Files of variables that pam_env(8) is told to read instead of its own, which are places by themselves. */
    private static void environment(String arguments, List<Include> includes) {
        for (String word : words(arguments)) {
            String value = word.substring(word.indexOf('=') + 1);
            boolean elsewhere = value.startsWith("/") && !OWN_ENVIRONMENT.contains(value);
            if (word.startsWith("envfile=") && elsewhere) {
                includes.add(Include.of(value, new Variables()));
            } else if (word.startsWith("conffile=") && elsewhere) {
                includes.add(Include.of(value, new Variables(true)));
            } else if (word.startsWith("user_envfile=") && !OWN_ENVIRONMENT.contains(value)) {
                includes.add(Include.of("~/" + value, new Variables(true)));
            }
        }
    }

    private static Draft module(String service, Matcher line, List<Include> includes) {
        String type = line.group(1);
        String control = line.group(2);
        String module = line.group(3);
        String arguments = line.group(4) == null ? "" : line.group(4).strip();
        String value = "%s %s %s %s".formatted(type, control, module, arguments).strip();
        if (OF_OTHER_FILES.contains(control)) {
            include(module, includes);
            return Draft.of(service + type + " " + control + " " + module, value, new Run.Nothing());
        }
        String name = module.substring(module.lastIndexOf('/') + 1);
        if (name.equals("pam_env.so")) {
            environment(arguments, includes);
        }
        Run loaded = new Run.Search(module, MODULES);
        boolean admits = type.endsWith("auth")
                && name.equals("pam_permit.so")
                && ADMITS.matcher(control).matches();
        return Draft.of(service + type + " " + module, value, run(name, loaded, arguments))
                .suspectedBy(arguments)
                .with(Trait.EMPTY_PASSWORD, admits);
    }

    private static Run run(String module, Run loaded, String arguments) {
        List<String> words = words(arguments);
        if (module.equals("pam_exec.so")) {
            int at = 0;
            while (at < words.size() && EXEC_OPTION.matcher(words.get(at)).matches()) {
                at++;
            }
            return new Run.Through(loaded, new Run.Arguments(words.subList(at, words.size()), PATH));
        }
        if (SCRIPTED.contains(module) && !words.isEmpty()) {
            return new Run.Through(loaded, new Run.Search(words.getFirst(), MODULES));
        }
        if (module.equals("pam_script.so")) {
            String directory = words.stream()
                    .filter(word -> word.startsWith("dir="))
                    .map(word -> word.substring("dir=".length()))
                    .findFirst()
                    .orElse("/usr/share/libpam-script");
            return new Run.Through(loaded, new Run.Path(directory));
        }
        return loaded;
    }

    /** Separated by blanks but for what is in brackets. */
    private static List<String> words(String arguments) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("\\[((?:[^]\\\\]|\\\\.)*+)]|(\\S+)").matcher(arguments);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        return words;
    }
}
