package bzh.vigie.collector.region;

import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What makes code run on machines that are made up: what everybody has, and what somebody put there. Every name is invented. */
final class SampleItems {
    private static final String SERVICES = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\";
    private static final String RUN = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run";

    private SampleItems() {}

    /** What a host has on the day of its enrolment. */
    static List<Item> ordinary(SampleHost host) {
        List<Item> items = new ArrayList<>();
        if (host.windows()) {
            for (String name : List.of("WinAudio", "WinPrint", "WinTime", "WinUpdate")) {
                items.add(service(
                        name, "C:\\Windows\\System32\\" + name.toLowerCase(Locale.ROOT) + ".exe", "Microsoft Windows"));
            }
            items.add(service("NavigoUpdater", "C:\\Program Files\\Navigo\\updater.exe", "Navigo Foundation"));
            items.add(service("ComptesPublics", "C:\\Program Files\\Comptes Publics\\agent.exe", "Comptes Publics SA"));
            items.add(task("\\NavigoUpdate", "C:\\Program Files\\Navigo\\updater.exe", "Navigo Foundation"));
            items.add(run("Agenda", "C:\\Program Files\\Agenda\\agenda.exe", "Agenda Mairies SAS"));
        } else {
            for (String name : List.of("cron", "ssh", "nginx", "postgresql")) {
                items.add(unit(name, Shipped.AS_PACKAGED));
            }
            items.add(cron("logrotate", "/usr/sbin/logrotate", Shipped.AS_PACKAGED));
            items.add(cron("sauvegarde", "/usr/local/sbin/sauvegarde", Shipped.MODIFIED));
            items.add(key("technique", "SHA256:4mQ7exampleexampleexampleexampleexampleexa1 technique", false));
        }
        return items;
    }

    /** Of all that has no name on a pattern: the supervision that a provider rolls out. */
    static Item supervision() {
        return service(
                "ArmorSupervision", "C:\\Program Files\\Armor Supervision\\supervision.exe", "Armor Informatique");
    }

    /** The attacker's service. */
    static Item backdoor(String argument) {
        return windows(
                "windows.service",
                SERVICES + "WinUpd",
                "ImagePath",
                "C:\\ProgramData\\upd\\wu.exe " + argument + " (auto, LocalSystem)",
                "C:\\ProgramData\\upd\\wu.exe",
                "");
    }

    /** The attacker's task. */
    static Item encoded() {
        return windows(
                "windows.task.definition",
                "C:\\Windows\\System32\\Tasks\\OfficeTelemetry",
                "\\OfficeTelemetry",
                "powershell.exe -nop -w hidden -enc SQBFAFgAKABFAHgAZQBtAHAAbABlACkA; daily; as S-1-5-18",
                "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
                "Microsoft Windows",
                Trait.DECODES,
                Trait.INLINE_SCRIPT);
    }

    static Item service(String name, String program, String signer) {
        return windows(
                "windows.service", SERVICES + name, "ImagePath", program + " (auto, LocalSystem)", program, signer);
    }

    static Item task(String name, String program, String signer) {
        return windows(
                "windows.task.definition",
                "C:\\Windows\\System32\\Tasks" + name,
                name,
                program + " --task; hourly; as S-1-5-18",
                program,
                signer);
    }

    static Item run(String name, String program, String signer) {
        return windows("windows.run-key.machine", RUN, name, '"' + program + "\" /background", program, signer);
    }

    static Item remoteTool(String name, String account) {
        return windows(
                "windows.remote.tool",
                "HKLM\\SOFTWARE\\" + name,
                name,
                "relay.example.org; account " + account,
                "C:\\Program Files\\" + name + "\\" + name + ".exe",
                name + " GmbH");
    }

    static Item exclusion(String folder) {
        return windows(
                "windows.defender.exclusion",
                "HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Exclusions\\Paths",
                folder,
                "0",
                "",
                "");
    }

    static Item cron(String name, String value, Shipped shipped, Trait... traits) {
        return linux("linux.cron.d", "/etc/cron.d/" + name, name, value, shipped, traits);
    }

    static Item unit(String name, Shipped shipped) {
        return linux(
                "linux.systemd.service",
                "/usr/lib/systemd/system/" + name + ".service",
                name + ".service:ExecStart",
                "/usr/sbin/" + name,
                shipped);
    }

    static Item key(String account, String name, boolean superuser) {
        return item(
                "linux.ssh.authorized-keys",
                "T1098.004",
                "linux",
                (superuser ? "/root" : "/home/" + account) + "/.ssh/authorized_keys",
                name,
                "ssh-ed25519 256 " + name,
                "",
                "",
                Signature.NOT_CHECKED,
                Shipped.UNKNOWN,
                Optional.of(new Account(superuser ? "0" : "1000", account)),
                superuser ? new Trait[] {Trait.SUPERUSER} : new Trait[0]);
    }

    static Item windows(
            String location, String source, String name, String value, String target, String signer, Trait... traits) {
        Signature signature =
                target.isEmpty() ? Signature.NOT_CHECKED : signer.isEmpty() ? Signature.UNSIGNED : Signature.VALID;
        return item(
                location,
                "T1543.003",
                "windows",
                source,
                name,
                value,
                target,
                signer,
                signature,
                Shipped.UNKNOWN,
                Optional.empty(),
                traits);
    }

    private static Item linux(
            String location, String source, String name, String value, Shipped shipped, Trait... traits) {
        return item(
                location,
                "T1053.003",
                "linux",
                source,
                name,
                value,
                "",
                "",
                Signature.NOT_CHECKED,
                shipped,
                Optional.empty(),
                traits);
    }

    private static Item item(
            String location,
            String technique,
            String system,
            String source,
            String name,
            String value,
            String target,
            String signer,
            Signature signature,
            Shipped shipped,
            Optional<Account> account,
            Trait... traits) {
        Optional<Sha256> hash = target.isEmpty()
                ? Optional.empty()
                : Optional.of(Sha256.over(("file " + target + signer).getBytes(StandardCharsets.UTF_8)));
        return new Item(
                location,
                List.of(technique),
                system,
                account,
                name,
                value,
                source,
                target,
                hash,
                signer,
                signature,
                shipped == Shipped.AS_PACKAGED ? name : "",
                shipped,
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
                Set.of(traits));
    }
}
