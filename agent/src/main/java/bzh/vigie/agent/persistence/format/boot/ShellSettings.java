package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of settings that a program of the superuser reads as shell text: GRUB's defaults, the settings of what builds an
 * initramfs. An item for each setting of certain names that is not empty, and one for all that is no plain setting, since it runs.
 */
public final class ShellSettings implements Format {
    private static final Pattern ASSIGNED =
            Pattern.compile("(?:export\\s{1,8})?([A-Za-z_]\\w{0,100})\\s{0,8}\\+?=\\s{0,8}(.*)");
    private static final int SHOWN = 2_000;

    private final Pattern decisive;

    private ShellSettings(String decisive) {
        this.decisive = Pattern.compile(decisive);
    }

    /** {@code /etc/default/grub} and what lies beside it. */
    public static ShellSettings ofGrub() {
        return new ShellSettings("GRUB_CMDLINE_\\w+|GRUB_PRELOAD_MODULES|GRUB_EARLY_INITRD_LINUX_\\w+");
    }

    /** dracut.conf(5), initramfs.conf(5), mkinitcpio.conf(5): what is put into an initramfs. */
    public static ShellSettings ofInitramfs() {
        return new ShellSettings(
                "install_(?:optional_)?items|(?:force_)?add_dracutmodules|dracutmodules|(?:force_|add_)?drivers"
                        + "|filesystems|kernel_cmdline|HOOKS|FILES|BINARIES");
    }

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        for (String line : ConfigLines.spliced(file)) {
            Matcher assigned = ASSIGNED.matcher(line);
            if (!assigned.matches() || runs(line)) {
                commands.add(line);
            } else if (decisive.matcher(assigned.group(1)).matches()) {
                String value = unquoted(assigned.group(2).strip());
                if (!value.isBlank()) {
                    drafts.add(Draft.of(assigned.group(1), CommandLine.shown(value), CommandLine.init(value)));
                }
            }
        }
        if (!commands.isEmpty()) {
            String text = String.join("\n", commands);
            String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
            drafts.add(Draft.of("commands", shown, new Run.Shell(text, Commands.PATH))
                    .suspectedBy(text));
        }
        return Parsed.of(drafts, 0);
    }

    /** Whether a setting runs something while it is read, or goes on after it. */
    private static boolean runs(String line) {
        return line.contains("`")
                || line.contains("$(")
                || line.matches("[^\"'#]*[;&|].*")
                || line.matches("[^\"'#]*=\"[^\"]*\"\\s*[;&|].*")
                || line.matches("[^\"'#]*='[^']*'\\s*[;&|].*");
    }

    private static String unquoted(String value) {
        if (value.length() > 1 && (value.charAt(0) == '"' || value.charAt(0) == '\'')) {
            int end = value.indexOf(value.charAt(0), 1);
            return end < 0 ? value.substring(1) : value.substring(1, end);
        }
        return value;
    }
}
