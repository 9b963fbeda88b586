package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Ini;
import bzh.vigie.agent.persistence.format.ShellText;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command lines of a unit (systemd.service(5), "Command lines"): {@code Exec…=} may repeat, holds several commands parted by
 * a lone {@code ;}, and forgets those before where it is empty.
 */
final class UnitCommands {
    private static final Set<String> KEYS = Set.of(
            "ExecStart",
            "ExecStartPre",
            "ExecStartPost",
            "ExecCondition",
            "ExecReload",
            "ExecReloadPost",
            "ExecStop",
            "ExecStopPre",
            "ExecStopPost");

    private UnitCommands() {}

    /** One for each command, in the order of the file. */
    static List<Draft> of(String unit, Ini ini, Specifiers specifiers) {
        String searched = ini.value("Service", "ExecSearchPath");
        List<String> path = searched.isEmpty()
                ? Commands.PATH
                : List.of(specifiers.expand(searched).split(":", -1));
        List<Draft> drafts = new ArrayList<>();
        for (Ini.Line line : ini.lines()) {
            if (!KEYS.contains(line.key())) {
                continue;
            }
            String name = unit + ":" + line.key();
            if (line.value().isEmpty()) {
                drafts.removeIf(before -> before.name().equals(name));
            }
            for (String command : parted(line.value())) {
                drafts.add(
                        Draft.of(name, command, run(command, path, specifiers)).suspectedBy(command));
            }
        }
        input(unit, ini, path, specifiers).ifPresent(drafts::add);
        return drafts;
    }

    /** What a service's commands read, which is what they run where one of them is a shell (systemd.exec(5), StandardInput=). */
    private static Optional<Draft> input(String unit, Ini ini, List<String> path, Specifiers specifiers) {
        StringBuilder text = new StringBuilder();
        StringBuilder value = new StringBuilder();
        for (Ini.Line line : ini.lines()) {
            Optional<String> read = switch (line.key()) {
                case "StandardInputText" -> Optional.of(specifiers.expand(line.value()));
                case "StandardInputData" -> Optional.of(decoded(line.value()));
                default -> Optional.empty();
            };
            read.ifPresent(part -> {
                text.append(part).append('\n');
                value.append(line.key()).append('=').append(line.value()).append('\n');
            });
        }
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(Draft.of(
                                unit + ":StandardInput", value.toString().strip(), new Run.Shell(text.toString(), path))
                        .suspectedBy(text.toString()));
    }

    private static String decoded(String base64) {
        try {
            return HostText.content(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return base64;
        }
    }

    private static Run run(String command, List<String> path, Specifiers specifiers) {
        int at = 0;
        while (at < command.length() && "@-:+!|".indexOf(command.charAt(at)) >= 0) {
            at++;
        }
        List<String> words = new ArrayList<>();
        for (String word : ShellText.words(command.substring(at))) {
            words.add(specifiers.expand(word));
        }
        boolean byShell = command.substring(0, at).contains("|");
        if (command.substring(0, at).contains("@") && !byShell && words.size() > 1) {
            // "@" gives argv[0] as second word; before or after "|" it asks for a login shell (since systemd 258)
            words.remove(1);
        }
        // What a template's instance decides is not known yet.
        boolean unknown = words.isEmpty()
                || (words.getFirst().matches(".*%[a-zA-Z].*")
                        && !words.getFirst().startsWith("%h/"));
        if (unknown) {
            return new Run.Nothing();
        }
        return byShell ? new Run.Shell(String.join(" ", words), path) : new Run.Arguments(words, path);
    }

    /** Cut at each {@code ;} that is a word by itself and not in quotes. */
    private static List<String> parted(String line) {
        List<String> commands = new ArrayList<>();
        char quote = 0;
        int start = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
            } else if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == ';' && isBlank(line, i - 1) && isBlank(line, i + 1)) {
                add(commands, line.substring(start, i));
                start = i + 1;
            }
        }
        add(commands, line.substring(Math.min(start, line.length())));
        return commands;
    }

    private static void add(List<String> commands, String command) {
        if (!command.isBlank()) {
            commands.add(command.strip());
        }
    }

    private static boolean isBlank(String line, int at) {
        return at < 0 || at >= line.length() || Character.isWhitespace(line.charAt(at));
    }
}
