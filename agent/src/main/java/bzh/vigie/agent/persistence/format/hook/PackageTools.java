package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.ConfigLines.Entry;
import bzh.vigie.agent.persistence.format.Directives;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** What package managers other than apt run when packages come or go. */
public final class PackageTools {
    private PackageTools() {}

    /** dpkg.cfg(5): hooks around each run; options may be written with or without their dashes. */
    public static Format dpkg() {
        return Directives.commentedBy("#")
                .shell("(?:--)?(?:pre-invoke|post-invoke|status-logger)")
                .shown("(?:--)?(?:admindir|instdir|root)", ".+");
    }

    /** pacman.conf(5): the lines that run programs, take hooks from elsewhere or trust without a signature. */
    public static Format pacman() {
        return Directives.commentedBy("#")
                .shell("XferCommand")
                .shown("HookDir|GPGDir|RootDir|Server", ".+")
                .shown("SigLevel", ".*\\b(?:Package)?Never\\b.*|.*\\bTrustAll\\b.*|.*\\b(?:Package)?Optional\\b.*")
                .include("Include");
    }

    /** alpm-hooks(5): the command of a hook, and when it runs. */
    public static Format alpmHook() {
        return PackageTools::alpmHook;
    }

    /** libdnf5-actions(8): {@code callback:filter:direction:options:command}. */
    public static Format dnfActions() {
        return PackageTools::dnfActions;
    }

    /** dnf.conf(5), yum.conf(5) and their plug-ins' files: which plug-ins are on, from where, and what is not verified. */
    public static Format dnf() {
        return PackageTools::dnf;
    }

    private static Parsed alpmHook(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        String when = "";
        for (Entry entry : ConfigLines.entries(ConfigLines.of(file, "#"))) {
            switch (entry.key()) {
                case "When" -> when = entry.value();
                case "Exec" -> drafts.add(Commands.exec(file.name(), entry.value(), entry.value()));
                default -> {}
            }
        }
        String occasion = when.isEmpty() ? "" : " " + when;
        return Parsed.of(
                drafts.stream()
                        .map(d -> new Draft(d.name() + occasion, d.value(), d.run(), true, d.traits()))
                        .toList(),
                0);
    }

    private static Parsed dnfActions(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : ConfigLines.of(file, "#")) {
            String[] fields = line.split(":", 5);
            if (fields.length < 5) {
                malformed++;
            } else if (!fields[4].isBlank()) {
                String filter = fields[1].isEmpty() ? "" : " " + fields[1];
                drafts.add(Commands.exec(fields[0] + filter, line, fields[4]));
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static Parsed dnf(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (Entry entry : ConfigLines.entries(ConfigLines.of(file, "#;"))) {
            boolean off = entry.value().matches("(?i)0|no|false|off");
            boolean told = switch (entry.key()) {
                case "enabled", "pluginpath", "pluginconfpath", "plugins", "reposdir" -> true;
                case "gpgcheck", "repo_gpgcheck", "localpkg_gpgcheck", "sslverify" -> off;
                default -> false;
            };
            if (told) {
                drafts.add(Commands.shown(file.name() + " " + entry.key(), entry.value())
                        .enabled(!(entry.key().equals("enabled") && off)));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
