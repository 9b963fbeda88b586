package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Sysvol;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.WindowsSuspicion;
import bzh.vigie.agent.persistence.format.windows.DeployedRights;
import bzh.vigie.agent.persistence.format.windows.PolicyFiles;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.agent.windows.xml.WindowsText;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What group policies hand out, in the files that the domain's controllers share: those of one kind, understood as the same files are on a
 * machine. Each thing is told with the policy that it belongs to.
 */
public final class SysvolFiles implements DirectoryFormat {
    private static final String POLICY = "SYSVOL\\\\Policies\\\\\\{[^\\\\]+\\}\\\\(Machine|User)\\\\";
    private static final Pattern SCRIPT =
            Pattern.compile("(?i).*\\.(ps1|psm1|psd1|bat|cmd|vbs|vbe|js|jse|wsf|wsc|sct|hta)");
    private static final int MOST_SCRIPT = 1 << 20;

    /** Descriptions of settings for who edits policies: nothing of them is run where they are the texts that they should be. */
    private static final Pattern DESCRIPTION =
            Pattern.compile("(?i)(SYSVOL\\\\Policies\\\\PolicyDefinitions(\\\\[^\\\\]*)?)\\\\[^\\\\]*\\.adm[xl]");

    private static final Pattern SERVER = Pattern.compile("^[\\\\/]{2}([^\\\\/@]+)");

    /** {@code net use}, an option or a letter at most, and what is connected. */
    private static final Pattern DRIVE = Pattern.compile(
            "(?i)\\bnet(?:\\.exe)?[ \\t]{1,8}use[ \\t]{1,8}(?:[a-z*]:?[ \\t]{1,8})?\"?(\\\\\\\\[^\\s\"&|<>]{1,255})\"?");

    private final Pattern path;
    private final Function<Sid, Optional<BytesFormat>> format;

    private SysvolFiles(String path, Optional<BytesFormat> format) {
        this(path, domain -> format);
    }

    /** @param format how they are understood, in that domain; empty where they are not */
    private SysvolFiles(String path, Function<Sid, Optional<BytesFormat>> format) {
        this.path = Pattern.compile(path, Pattern.CASE_INSENSITIVE);
        this.format = format;
    }

    /** Preferences: tasks, services, files, groups and the like. */
    public static SysvolFiles preferences() {
        return new SysvolFiles(POLICY + "Preferences\\\\.*\\.xml", Optional.of(PolicyFiles.preferences()));
    }

    /** Lists of scripts at start, shutdown, logon and logoff. */
    public static SysvolFiles scripts() {
        return new SysvolFiles(POLICY + "Scripts\\\\(ps)?scripts\\.ini", Optional.of(PolicyFiles.scripts()));
    }

    /** Security templates and what is audited. */
    public static SysvolFiles templates() {
        return new SysvolFiles(
                POLICY + "Microsoft\\\\Windows NT\\\\(SecEdit\\\\GptTmpl\\.inf|Audit\\\\audit\\.csv)",
                domain -> Optional.of(new DeployedRights(domain)));
    }

    /** Values that are written into the registry. */
    public static SysvolFiles registry() {
        return new SysvolFiles(POLICY + "Registry\\.pol", Optional.of(PolicyFiles.registry()));
    }

    /** Folders of people's profiles that are moved elsewhere. */
    public static SysvolFiles redirections() {
        return new SysvolFiles(
                POLICY + "Documents & Settings\\\\fdeploy\\d*\\.ini", Optional.of(PolicyFiles.redirections()));
    }

    /** Every file, with its digest. */
    public static SysvolFiles all() {
        return new SysvolFiles(".*", Optional.empty());
    }

    /** Who changes a policy as is usual raises its version in the directory; other changes are found by the next full reading. */
    @Override
    public Set<String> classes() {
        return Set.of("groupPolicyContainer");
    }

    @Override
    public void read(Pass pass) throws Refused {
        Sysvol sysvol = pass.sysvol();
        PolicyNames names = PolicyNames.of(pass);
        Optional<BytesFormat> understood = format.apply(pass.domain().sid());
        if (understood.isPresent()) {
            for (Sysvol.File file : sysvol.inTurn()) {
                if (path.matcher(file.shown()).matches()) {
                    deployed(pass, sysvol, names, file, understood.get());
                }
            }
        } else {
            every(pass, sysvol);
        }
        sysvol.unreadFolders().forEach(pass::unreadable);
        if (sysvol.unread().isPresent()) {
            Reading.Refused<?> why = sysvol.unread().get();
            throw Refused.saying(why.reason(), why.detail());
        }
    }

    private static void deployed(Pass pass, Sysvol sysvol, PolicyNames names, Sysvol.File file, BytesFormat format) {
        Optional<byte[]> bytes = bytes(pass, file, sysvol.read(file));
        if (bytes.isEmpty()) {
            return;
        }
        Parsed parsed = format.parse(source(file), bytes.get());
        if (parsed.malformed() > 0) {
            pass.malformed(file);
        }
        String policy = names.shown(PolicyNames.guid(file.shown()));
        for (Draft draft : parsed.drafts()) {
            boolean leadsOut = leadsOut(draft.value(), pass.domain().dnsName());
            pass.found(
                    file,
                    new Draft(
                                    draft.name(),
                                    draft.value() + "; by " + policy,
                                    draft.run(),
                                    draft.enabled(),
                                    draft.traits(),
                                    draft.rights(),
                                    draft.make(),
                                    draft.times(),
                                    draft.unshown(),
                                    draft.onlyUnowned())
                            .with(Trait.MISMATCH, leadsOut));
        }
    }

    /** It is a path on a server that is called by an address, or by a name of another domain. */
    static boolean leadsOut(String written, String domain) {
        Matcher path = SERVER.matcher(written);
        if (!path.find()) {
            return false;
        }
        String server = path.group(1).toLowerCase(Locale.ROOT);
        return (server.contains(".") || server.contains(":"))
                && !server.equals(domain)
                && !server.endsWith("." + domain);
    }

    /** Contents in the order in which they are due; items by path, what is run or could be before the others. */
    private static void every(Pass pass, Sysvol sysvol) {
        for (Sysvol.File file : sysvol.inTurn()) {
            Reading<?> ignored =
                    DESCRIPTION.matcher(file.shown()).matches() ? sysvol.description(file) : sysvol.digest(file);
        }
        Map<String, DescriptionStore> stores = new TreeMap<>();
        List<Sysvol.File> others = new ArrayList<>();
        for (Sysvol.File file : sysvol.files()) {
            Matcher description = DESCRIPTION.matcher(file.shown());
            boolean isText = description.matches()
                    && stores.computeIfAbsent(
                                    description.group(1),
                                    folder -> new DescriptionStore(file.path().parent()))
                            .take(pass, sysvol, file);
            if (!isText && file.isRun()) {
                pass.found(file, file(pass, sysvol, file));
            } else if (!isText) {
                others.add(file);
            }
        }
        stores.values().forEach(store -> store.tell(pass, sysvol));
        pass.othersFollow();
        others.forEach(file -> pass.found(file, file(pass, sysvol, file)));
        if (sysvol.isLeftOut()) {
            pass.leftOut();
        }
    }

    private static Draft file(Pass pass, Sysvol sysvol, Sysvol.File file) {
        Draft draft = Draft.of(file.name(), file.size() + " bytes", new Run.Itself());
        if (SCRIPT.matcher(file.name()).matches() && file.size() <= MOST_SCRIPT) {
            String code =
                    bytes(pass, file, sysvol.glance(file)).map(WindowsText::of).orElse("");
            for (Trait trait :
                    WindowsSuspicion.in(withoutDrives(code, pass.domain().dnsName()))) {
                draft = draft.with(trait, true);
            }
        }
        return draft;
    }

    /** A script without the drives that it connects within the domain: most logon scripts do nothing else, and nothing is fetched by that. */
    private static String withoutDrives(String code, String domain) {
        return DRIVE.matcher(code)
                .replaceAll(drive -> leadsOut(drive.group(1), domain) ? Matcher.quoteReplacement(drive.group()) : "");
    }

    private static Optional<byte[]> bytes(Pass pass, Sysvol.File file, Reading<byte[]> read) {
        if (read instanceof Reading.Refused<byte[]> why) {
            pass.unreadable(file, why);
        }
        return read.ifFound();
    }

    private static SourceFile source(Sysvol.File file) {
        Status status = new Status(Kind.REGULAR, 0, 0, 0, file.size(), file.modifiedMicros(), 0, 0, 0);
        return new SourceFile(file.path(), "", status, Optional.empty(), false);
    }
}
