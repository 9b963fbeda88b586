package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.boot.BinaryFormats;
import bzh.vigie.agent.persistence.format.boot.BootImage;
import bzh.vigie.agent.persistence.format.boot.Crypttab;
import bzh.vigie.agent.persistence.format.boot.Gconv;
import bzh.vigie.agent.persistence.format.boot.GrubConfig;
import bzh.vigie.agent.persistence.format.boot.Inetd;
import bzh.vigie.agent.persistence.format.boot.InitScript;
import bzh.vigie.agent.persistence.format.boot.Inittab;
import bzh.vigie.agent.persistence.format.boot.KernelCallouts;
import bzh.vigie.agent.persistence.format.boot.KernelCommandLine;
import bzh.vigie.agent.persistence.format.boot.KernelTaint;
import bzh.vigie.agent.persistence.format.boot.LoadedModules;
import bzh.vigie.agent.persistence.format.boot.LoaderEntry;
import bzh.vigie.agent.persistence.format.boot.LoaderPath;
import bzh.vigie.agent.persistence.format.boot.ModprobeSettings;
import bzh.vigie.agent.persistence.format.boot.ModuleList;
import bzh.vigie.agent.persistence.format.boot.PreloadList;
import bzh.vigie.agent.persistence.format.boot.RunLevelLink;
import bzh.vigie.agent.persistence.format.boot.ShellSettings;
import bzh.vigie.agent.persistence.format.boot.Sysusers;
import bzh.vigie.agent.persistence.format.boot.Tmpfiles;
import bzh.vigie.agent.persistence.format.boot.UdevRules;
import bzh.vigie.agent.persistence.format.boot.Xinetd;
import java.util.ArrayList;
import java.util.List;

/** What runs or is loaded before and while the machine starts, by its kernel, or for a device. */
final class LinuxBoot {
    private LinuxBoot() {}

    static List<Location> locations() {
        List<Location> all = new ArrayList<>(scripts());
        all.addAll(loaders());
        all.addAll(early());
        all.addAll(kernel());
        all.addAll(startSettings());
        all.addAll(libraries());
        return all;
    }

    private static List<Location> scripts() {
        return List.of(
                machine(
                        "linux.rc-local",
                        "T1037.004",
                        new Script(),
                        "/etc/rc.local",
                        "/etc/rc.d/rc.local",
                        "/etc/rc.common",
                        "/etc/init.d/boot.local",
                        "/etc/init.d/after.local",
                        "/etc/local.d/*.start",
                        "/etc/local.d/*.stop"),
                machine("linux.init.d", "T1037 T1543.002", new InitScript(), "/etc/init.d/*", "/etc/rc.d/init.d/*"),
                machine(
                        "linux.rc.link",
                        "T1037.004",
                        new RunLevelLink(),
                        "/etc/rc*.d/*",
                        "/etc/rc.d/rc*.d/*",
                        "/etc/init.d/rc*.d/*",
                        "/etc/runlevels/*/*"),
                machine("linux.inittab", "T1037", new Inittab(), "/etc/inittab", "/etc/inittab.d/*.tab"),
                machine("linux.inetd", "T1546", new Inetd(), "/etc/inetd.conf", "/etc/inetd.d/*"),
                machine("linux.xinetd", "T1546", new Xinetd(), "/etc/xinetd.conf", "/etc/xinetd.d/*"),
                machine("linux.crypttab", "T1037", new Crypttab(), "/etc/crypttab"));
    }

    private static List<Location> loaders() {
        return List.of(
                machine(
                        "linux.grub.settings",
                        "T1542",
                        ShellSettings.ofGrub(),
                        "/etc/default/grub",
                        "/etc/default/grub.d/*.cfg"),
                machine("linux.grub.script", "T1542", new Script(), "/etc/grub.d/*"),
                machine(
                        "linux.grub.config",
                        "T1542",
                        new GrubConfig(),
                        "/boot/grub/*.cfg",
                        "/boot/grub2/*.cfg",
                        "/boot/efi/EFI/*/*.cfg",
                        "/boot/EFI/*/*.cfg",
                        "/efi/EFI/*/*.cfg"),
                machine(
                        "linux.boot.loader-entry",
                        "T1542",
                        new LoaderEntry(),
                        "/boot/loader/entries/*.conf",
                        "/boot/efi/loader/entries/*.conf",
                        "/efi/loader/entries/*.conf",
                        "/boot/extlinux/extlinux.conf",
                        "/boot/syslinux/syslinux.cfg"),
                machine(
                        "linux.boot.command-line",
                        "T1542",
                        new KernelCommandLine(),
                        "/proc/cmdline",
                        "/etc/kernel/cmdline",
                        "/usr/lib/kernel/cmdline",
                        "/etc/cmdline.d/*.conf",
                        "/boot/cmdline.txt",
                        "/boot/firmware/cmdline.txt"),
                machine(
                        "linux.boot.image",
                        "T1542.003",
                        new BootImage(),
                        "/boot/vmlinu*",
                        "/boot/initr*",
                        "/boot/*.img",
                        "/boot/xen*",
                        "/boot/grub/*/core.*",
                        "/boot/grub/*/boot.img",
                        "/boot/firmware/*.img",
                        "/vmlinuz",
                        "/initrd.img"),
                machine(
                        "linux.boot.efi",
                        "T1542.003",
                        new BootImage(),
                        "/boot/efi/**/*.efi",
                        "/boot/efi/**/*.EFI",
                        "/boot/EFI/**/*.efi",
                        "/boot/EFI/**/*.EFI",
                        "/efi/**/*.efi",
                        "/efi/**/*.EFI"));
    }

    private static List<Location> early() {
        return List.of(
                machine(
                                "linux.initramfs.hook",
                                "T1542",
                                new Script(),
                                "/etc/initramfs-tools/hooks/*",
                                "/etc/initramfs-tools/scripts/*/*",
                                "/etc/initramfs-tools/scripts/*",
                                "/usr/share/initramfs-tools/hooks/*",
                                "/usr/share/initramfs-tools/scripts/*/*",
                                "/usr/share/initramfs-tools/scripts/*",
                                "/etc/initramfs/post-update.d/*",
                                "/usr/lib/dracut/modules.d/*/*",
                                "/usr/local/lib/dracut/modules.d/*/*",
                                "/etc/initcpio/hooks/*",
                                "/etc/initcpio/install/*")
                        .mass(),
                machine(
                        "linux.initramfs.settings",
                        "T1542",
                        ShellSettings.ofInitramfs(),
                        "/etc/initramfs-tools/*.conf",
                        "/etc/initramfs-tools/conf.d/*",
                        "/usr/share/initramfs-tools/conf.d/*",
                        "/usr/share/initramfs-tools/conf-hooks.d/*",
                        "/etc/dracut.conf",
                        "/etc/dracut.conf.d/*.conf",
                        "/usr/lib/dracut/dracut.conf.d/*.conf",
                        "/etc/mkinitcpio.conf",
                        "/etc/mkinitcpio.conf.d/*.conf"));
    }

    private static List<Location> kernel() {
        return List.of(
                machine(
                        "linux.module.autoload",
                        "T1547.006",
                        new ModuleList(),
                        "/etc/modules",
                        "/etc/modules-load.d/*.conf",
                        "/run/modules-load.d/*.conf",
                        "/usr/local/lib/modules-load.d/*.conf",
                        "/usr/lib/modules-load.d/*.conf",
                        "/etc/initramfs-tools/modules"),
                machine(
                        "linux.module.settings",
                        "T1547.006",
                        new ModprobeSettings(),
                        "/etc/modprobe.conf",
                        "/etc/modprobe.d/*.conf",
                        "/run/modprobe.d/*.conf",
                        "/usr/local/lib/modprobe.d/*.conf",
                        "/usr/lib/modprobe.d/*.conf",
                        "/lib/modprobe.d/*.conf"),
                machine("linux.module.loaded", "T1547.006", new LoadedModules(), "/proc/modules"),
                machine(
                        "linux.kernel.taint",
                        "T1547.006 T1014",
                        new KernelTaint(),
                        "/proc/sys/kernel/tainted",
                        "/sys/module/*/taint"),
                machine(
                        "linux.kernel.callout",
                        "T1546",
                        new KernelCallouts(),
                        "/proc/sys/kernel/core_pattern",
                        "/proc/sys/kernel/modprobe",
                        "/proc/sys/kernel/hotplug",
                        "/proc/sys/kernel/poweroff_cmd",
                        "/sys/kernel/uevent_helper",
                        "/sys/fs/cgroup/*/release_agent",
                        "/etc/sysctl.conf",
                        "/etc/sysctl.d/*.conf",
                        "/run/sysctl.d/*.conf",
                        "/usr/local/lib/sysctl.d/*.conf",
                        "/usr/lib/sysctl.d/*.conf",
                        "/lib/sysctl.d/*.conf"),
                machine(
                        "linux.kernel.binary-format",
                        "T1546",
                        new BinaryFormats(),
                        "/proc/sys/fs/binfmt_misc/*",
                        "/etc/binfmt.d/*.conf",
                        "/run/binfmt.d/*.conf",
                        "/usr/local/lib/binfmt.d/*.conf",
                        "/usr/lib/binfmt.d/*.conf"));
    }

    private static List<Location> startSettings() {
        return List.of(
                machine(
                        "linux.tmpfiles",
                        "T1547",
                        new Tmpfiles(),
                        "/etc/tmpfiles.d/*.conf",
                        "/run/tmpfiles.d/*.conf",
                        "/usr/local/lib/tmpfiles.d/*.conf",
                        "/usr/lib/tmpfiles.d/*.conf",
                        "/etc/user-tmpfiles.d/*.conf",
                        "/usr/share/user-tmpfiles.d/*.conf"),
                home("linux.user-tmpfiles", "T1547", new Tmpfiles(), "~/.config/user-tmpfiles.d/*.conf"),
                machine(
                        "linux.sysusers",
                        "T1136.001 T1098.007",
                        new Sysusers(),
                        "/etc/sysusers.d/*.conf",
                        "/run/sysusers.d/*.conf",
                        "/usr/local/lib/sysusers.d/*.conf",
                        "/usr/lib/sysusers.d/*.conf"),
                machine(
                        "linux.udev.rules",
                        "T1546.017",
                        new UdevRules(),
                        "/etc/udev/rules.d/*.rules",
                        "/run/udev/rules.d/*.rules",
                        "/usr/local/lib/udev/rules.d/*.rules",
                        "/usr/lib/udev/rules.d/*.rules",
                        "/lib/udev/rules.d/*.rules"));
    }

    private static List<Location> libraries() {
        return List.of(
                machine("linux.ld-so-preload", "T1574.006", new PreloadList(), "/etc/ld.so.preload"),
                machine(
                        "linux.ld-so-conf",
                        "T1574.006",
                        new LoaderPath(),
                        "/etc/ld.so.conf",
                        "/etc/ld.so.conf.d/*.conf"),
                machine(
                        "linux.gconv",
                        "T1574.006",
                        new Gconv(),
                        "/usr/lib/*/gconv/gconv-modules",
                        "/usr/lib/*/gconv/gconv-modules.cache",
                        "/usr/lib/*/gconv/gconv-modules.d/*.conf",
                        "/usr/lib/gconv/gconv-modules",
                        "/usr/lib/gconv/gconv-modules.cache",
                        "/usr/lib/gconv/gconv-modules.d/*.conf",
                        "/usr/lib64/gconv/gconv-modules",
                        "/usr/lib64/gconv/gconv-modules.cache",
                        "/usr/lib64/gconv/gconv-modules.d/*.conf"));
    }
}
