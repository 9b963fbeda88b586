package bzh.vigie.simulation;

import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a town hall's machines have that nobody attacked, and how it changes by itself. All is made up. */
final class OrdinaryItems {
    private static final String SERVICES = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\";
    private static final String RUN = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run";
    private static final Set<String> WINDOWS = Set.of(
            "windows.service",
            "windows.driver",
            "windows.task.definition",
            "windows.run-key.machine",
            "windows.run-key.user",
            "windows.account.local",
            "windows.account.group",
            "windows.firewall.rule",
            "windows.certificate.root",
            "windows.remote.service",
            "windows.remote.tool",
            "windows.remote.tunnel",
            "windows.ssh.authorized-key");
    private static final Set<String> LINUX = Set.of(
            "linux.systemd.service",
            "linux.systemd.timer",
            "linux.cron.d",
            "linux.cron.user",
            "linux.ssh.authorized-keys",
            "linux.account.passwd",
            "linux.account.password",
            "linux.shell.system-profile",
            "linux.sudoers",
            "linux.rc-local");

    private static final int UPGRADED = 300;

    private OrdinaryItems() {}

    /** Locations that are read of such a system. */
    static Set<String> places(boolean windows) {
        return windows ? WINDOWS : LINUX;
    }

    /**
     * All of a machine that was set up at some time.
     *
     * @param month of the last update of its system
     */
    static List<Item> of(boolean windows, List<Account> users, int month) {
        List<Item> items = new ArrayList<>(systemUpdate(windows, month));
        if (windows) {
            items.addAll(browser(120));
            items.addAll(business(1));
            items.addAll(passwords(true, Instant.parse("2026-03-02T08:00:00Z")));
            items.add(item(
                    "windows.account.group",
                    "HKLM\\SAM\\SAM\\Domains\\Builtin\\Aliases\\00000220",
                    "Administrateurs",
                    "MAIRIE\\Admins du domaine",
                    Optional.empty()));
            items.add(item(
                    "windows.certificate.root",
                    "HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT\\Certificates\\1F",
                    "Autorité de la région",
                    "CN=Autorité de la région",
                    Optional.empty()));
            users.forEach(user -> items.add(profile(user)));
        } else {
            items.addAll(passwords(false, Instant.parse("2026-03-02T08:00:00Z")));
            for (String name : List.of("root", "www-data", "postgres", "technique")) {
                items.add(item(
                        "linux.account.passwd",
                        "/etc/passwd",
                        name,
                        name.equals("technique") ? "1000:1000:/home/technique:/bin/bash" : "system",
                        Optional.empty()));
            }
            items.add(item("linux.sudoers", "/etc/sudoers", "%sudo", "ALL=(ALL:ALL) ALL", Optional.empty()));
            users.forEach(user -> items.add(item(
                    "linux.ssh.authorized-keys",
                    "/home/" + user.name() + "/.ssh/authorized_keys",
                    "SHA256:" + hash("key of " + user.name()).hex().substring(0, 43),
                    "ssh-ed25519 256 " + user.name(),
                    Optional.of(user))));
        }
        return items;
    }

    /** What an upgrade of Windows in place changes and adds at once, all of it signed by its maker. */
    static List<Item> upgrade() {
        List<Item> items = new ArrayList<>(systemUpdate(true, 30));
        for (int i = 0; i < UPGRADED; i++) {
            String name = "WinNew" + i;
            String target = "C:\\Windows\\System32\\winnew" + i + ".exe";
            items.add(program(
                    "windows.service",
                    SERVICES + name,
                    "ImagePath",
                    target + " (manual, LocalSystem)",
                    target,
                    "winnew" + i,
                    "Microsoft Windows",
                    "Windows",
                    Optional.empty()));
        }
        return items;
    }

    /** What came with the system's updates of a month: the same on all machines, signed or packaged by who made it. */
    static List<Item> systemUpdate(boolean windows, int month) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            // Not every part of a system is in every update.
            int version = i % 3 == 0 ? 0 : month - (month + i) % 2;
            String name = windows ? "WinSvc" + i : "daemon" + i;
            items.add(
                    windows
                            ? program(
                                    "windows.service",
                                    SERVICES + name,
                                    "ImagePath",
                                    "C:\\Windows\\System32\\winsvc" + i + ".exe (auto, LocalSystem)",
                                    "C:\\Windows\\System32\\winsvc" + i + ".exe",
                                    "winsvc" + i + "/" + version,
                                    "Microsoft Windows",
                                    "Windows",
                                    Optional.empty())
                            : packaged(
                                    "linux.systemd.service",
                                    "/usr/lib/systemd/system/" + name + ".service",
                                    name + ".service:ExecStart",
                                    "/usr/sbin/" + name,
                                    name,
                                    version));
            if (i < 4) {
                items.add(
                        windows
                                ? program(
                                        "windows.task.definition",
                                        "C:\\Windows\\System32\\Tasks\\Microsoft\\Windows\\Maintenance" + i,
                                        "\\Microsoft\\Windows\\Maintenance" + i,
                                        "C:\\Windows\\System32\\maint" + i + ".exe; daily; as S-1-5-18",
                                        "C:\\Windows\\System32\\maint" + i + ".exe",
                                        "maint" + i + "/" + version,
                                        "Microsoft Windows",
                                        "Windows",
                                        Optional.empty())
                                : packaged(
                                        "linux.cron.d",
                                        "/etc/cron.d/job" + i,
                                        "job" + i,
                                        "/usr/bin/job" + i,
                                        "job" + i,
                                        version));
            }
        }
        return items;
    }

    /** A browser that updates itself every few weeks, everywhere in the world the same. */
    static List<Item> browser(int version) {
        String path = "C:\\Program Files\\Navigo\\" + version + ".0\\updater.exe";
        return List.of(
                program(
                        "windows.service",
                        SERVICES + "NavigoUpdater",
                        "ImagePath",
                        path + " --service (auto, LocalSystem)",
                        path,
                        "navigo/" + version,
                        "Navigo Foundation",
                        "",
                        Optional.empty()),
                program(
                        "windows.task.definition",
                        "C:\\Windows\\System32\\Tasks\\NavigoUpdate",
                        "\\NavigoUpdate",
                        path + " --task; hourly; as S-1-5-18",
                        path,
                        "navigo/" + version,
                        "Navigo Foundation",
                        "",
                        Optional.empty()));
    }

    /** The software that town halls do their accounts with. */
    static List<Item> business(int version) {
        String path = "C:\\Program Files\\Comptes Publics\\agent.exe";
        return List.of(program(
                "windows.service",
                SERVICES + "ComptesPublics",
                "ImagePath",
                path + " (auto, LocalSystem)",
                path,
                "business/" + version,
                "Comptes Publics SA",
                "",
                Optional.empty()));
    }

    /** The supervision that a provider rolls out on everything that he looks after. */
    static List<Item> supervision() {
        String path = "C:\\Program Files\\Armor Supervision\\supervision.exe";
        return List.of(
                program(
                        "windows.service",
                        SERVICES + "ArmorSupervision",
                        "ImagePath",
                        path + " (auto, LocalSystem)",
                        path,
                        "supervision/1",
                        "Armor Informatique",
                        "",
                        Optional.empty()),
                program(
                        "windows.task.definition",
                        "C:\\Windows\\System32\\Tasks\\ArmorSupervision",
                        "\\ArmorSupervision",
                        path + " --check; hourly; as S-1-5-18",
                        path,
                        "supervision/1",
                        "Armor Informatique",
                        "",
                        Optional.empty()),
                item(
                        "windows.firewall.rule",
                        "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules",
                        "Armor Supervision",
                        "allow in tcp 8443 " + path,
                        Optional.empty()));
    }

    /** A program that somebody of a commune installs, which few have. */
    static Item installed(String name) {
        String path = "C:\\Program Files\\" + name + "\\" + name + ".exe";
        return program(
                "windows.service",
                SERVICES + name,
                "ImagePath",
                path + " (auto, LocalSystem)",
                path,
                name,
                name + " GmbH",
                "",
                Optional.empty());
    }

    /** What stands in the settings of a user of Windows. */
    static Item profile(Account user) {
        String path = "C:\\Users\\" + user.name() + "\\AppData\\Local\\Microsoft\\OneDrive\\OneDrive.exe";
        return program(
                "windows.run-key.user",
                "HKU\\" + user.id() + "\\" + RUN,
                "OneDrive",
                "\"" + path + "\" /background",
                path,
                "onedrive/1",
                "Microsoft Corporation",
                "Microsoft",
                Optional.of(user));
    }

    /** Accounts of the machine itself, whose passwords were set then. */
    static List<Item> passwords(boolean windows, Instant set) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, set);
        ItemTimes times = new ItemTimes(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(micros));
        String users = "HKLM\\SAM\\SAM\\Domains\\Account\\Users\\";
        return windows
                ? List.of(
                        timed(
                                item(
                                        "windows.account.local",
                                        users + "000001F4",
                                        "Administrateur",
                                        "RID 500; administrator",
                                        Optional.empty()),
                                times,
                                true),
                        timed(
                                item(
                                        "windows.account.local",
                                        users + "000001F5",
                                        "Invité",
                                        "RID 501; disabled",
                                        Optional.empty()),
                                times,
                                false))
                : List.of(
                        timed(
                                item("linux.account.password", "/etc/shadow", "root", "yescrypt", Optional.empty()),
                                times,
                                true),
                        timed(
                                item(
                                        "linux.account.password",
                                        "/etc/shadow",
                                        "technique",
                                        "yescrypt",
                                        Optional.empty()),
                                times,
                                true));
    }

    private static Item timed(Item of, ItemTimes times, boolean enabled) {
        return new Item(
                of.location(),
                of.techniques(),
                of.os(),
                of.account(),
                of.name(),
                of.value(),
                of.source(),
                of.target(),
                of.sha256(),
                of.signer(),
                of.signature(),
                of.packageName(),
                of.shipped(),
                enabled,
                times,
                of.resolved(),
                of.replaceableBy(),
                of.authentihash(),
                of.imphash(),
                of.tlsh(),
                of.originalName(),
                of.pdb(),
                of.build(),
                of.traits());
    }

    private static Sha256 hash(String of) {
        return Sha256.over(of.getBytes(StandardCharsets.UTF_8));
    }

    private static Item item(String location, String source, String name, String value, Optional<Account> account) {
        return new Item(
                location,
                List.of("T1547"),
                location.startsWith("windows.") ? "windows" : "linux",
                account,
                name,
                value,
                source,
                Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                Set.of());
    }

    private static Item packaged(String location, String source, String name, String command, String of, int version) {
        return new Item(
                location,
                List.of("T1543"),
                "linux",
                Optional.empty(),
                name,
                command,
                source,
                command,
                Optional.of(hash(of + "/" + version)),
                "",
                Signature.NOT_CHECKED,
                of,
                Shipped.AS_PACKAGED,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }

    private static Item program(
            String location,
            String source,
            String name,
            String value,
            String target,
            String content,
            String signer,
            String owner,
            Optional<Account> account) {
        return new Item(
                location,
                List.of("T1543"),
                "windows",
                account,
                name,
                value,
                source,
                target,
                Optional.of(hash(content)),
                signer,
                Signature.VALID,
                owner,
                owner.equals("Windows") ? Shipped.AS_PACKAGED : Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                hash(content + " signed").hex(),
                hash(content + " imports").hex().substring(0, 32),
                "T1" + hash(content + " tlsh").hex().toUpperCase(Locale.ROOT)
                        + hash(content).hex().substring(0, 6).toUpperCase(Locale.ROOT),
                target.substring(target.lastIndexOf('\\') + 1),
                "",
                "",
                Set.of());
    }
}
