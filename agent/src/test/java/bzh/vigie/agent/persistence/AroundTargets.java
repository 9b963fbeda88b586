package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.KeptBytes;
import bzh.vigie.agent.directory.KeptMemory;
import bzh.vigie.agent.directory.Sysvol;
import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.Fuzzed;
import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.ReasonCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * What is read beside the files that locations name: files of another format that those include, kernel modules and their lists,
 * groups, what the process that reads for the agent says, and what was kept of hashes.
 */
public final class AroundTargets {
    private static final String READ_TOO = "/srv/read-too";
    private static final String MODULES = "/lib/modules/1";
    private static final int MIN_HASHES = 20;
    private static final byte[] MODULE = "\u007fELF~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final Location CRONTAB = Catalogue.linux().getFirst();

    private AroundTargets() {}

    public static List<FuzzTarget> all() {
        return List.of(
                included(
                        "pam-env-settings",
                        "linux.pam.stack",
                        "/etc/pam.d/x",
                        "session required pam_env.so conffile=" + READ_TOO,
                        "LD_PRELOAD DEFAULT=\"/x.so\" OVERRIDE=@{HOME}\\\n/y\n# z\nPATH DEFAULT=${HOME}/bin\n"),
                included(
                        "pam-env-file",
                        "linux.pam.stack",
                        "/etc/pam.d/x",
                        "session required pam_env.so envfile=" + READ_TOO,
                        "LD_PRELOAD=/x.so\nexport PERL5OPT='-Mx'\nBASH_ENV=\"/y\"\n"),
                included(
                        "sshd-keys",
                        "linux.ssh.server-keys",
                        "/etc/ssh/sshd_config",
                        "AuthorizedKeysFile " + READ_TOO,
                        "command=\"/bin/a \\\"b\\\"\",no-pty ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA c\n"),
                included(
                        "sshd-authorities",
                        "linux.ssh.server-keys",
                        "/etc/ssh/sshd_config",
                        "TrustedUserCAKeys " + READ_TOO,
                        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA c\n"),
                included(
                        "sshd-principals",
                        "linux.ssh.server-keys",
                        "/etc/ssh/sshd_config",
                        "AuthorizedPrincipalsFile " + READ_TOO,
                        "a\nfrom=\"192.0.2.1\",command=\"/x\" b\n# c\n"),
                included(
                        "start-file-of-no-name",
                        "linux.session.system-program",
                        "/etc/tmux.conf",
                        "source-file " + READ_TOO,
                        "run-shell '/x y'\nset -g status-right \"#(/z)\"\n"),
                tree(
                        "first-groups",
                        "linux.account.group",
                        new MemoryFiles().file("/etc/group", "sudo:x:27:a\n"),
                        "/etc/passwd",
                        text("a:x:1:27::/a:/bin/sh\nb:x:2:0\n")),
                tree("modules.dep", "linux.module.loaded", loaded(), MODULES + "/modules.dep", text("x.ko.xz: y.ko\n")),
                tree(
                        "modules.builtin",
                        "linux.module.loaded",
                        loaded().file(MODULES + "/modules.dep", "y.ko:\n"),
                        MODULES + "/modules.builtin",
                        text("kernel/x.ko\n")),
                tree(
                        "module",
                        "linux.module.loaded",
                        loaded().file(MODULES + "/modules.dep", "x.ko:\n"),
                        MODULES + "/x.ko",
                        MODULE,
                        gzip(MODULE)),
                new FuzzTarget("groups", AroundTargets::groups, List.of(text("sudo:x:27:a,b\n+:::\n"))),
                new FuzzTarget("reading-of-the-process", AroundTargets::reading, List.of(sent())),
                new FuzzTarget("answers-of-the-directory", AroundTargets::answers, List.of(answered())),
                new FuzzTarget("shared-files-kept", AroundTargets::remembered, List.of(new byte[64])),
                new FuzzTarget("hashes-kept", AroundTargets::hashes, List.of(kept())));
    }

    private static FuzzTarget included(String name, String location, String includer, String line, String seed) {
        return tree(name, location, new MemoryFiles().file(includer, line + "\n"), READ_TOO, text(seed));
    }

    /** A file of these bytes at that path of the tree, beside what is there. */
    private static FuzzTarget tree(String name, String location, MemoryFiles tree, String path, byte[]... seeds) {
        Location of = location(location);
        return new FuzzTarget(
                name,
                bytes -> LocationTargets.check(LocationTargets.read(of, tree.file(HostPath.of(path), 0644, bytes))),
                List.of(seeds));
    }

    private static Location location(String id) {
        return Catalogue.linux().stream()
                .filter(location -> location.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static MemoryFiles loaded() {
        return new MemoryFiles().file("/proc/modules", "x 16384 0 - Live 0x0000000000000000 (OE)\n");
    }

    private static void groups(byte[] bytes) {
        MemoryFiles files = new MemoryFiles().file(HostPath.of("/etc/group"), 0644, bytes);
        Sites sites = Sites.of(List.of(), files, () -> Reading.found(List.of(LocationTargets.OWNER)));
        Fuzzed.told(sites.group(27));
    }

    private static void reading(byte[] bytes) {
        try {
            LocationTargets.check(SiteWire.readReading(new DataInputStream(new ByteArrayInputStream(bytes)), CRONTAB));
        } catch (IOException e) {
            // no reading: the process is given up
        }
    }

    /** In the order in which they come. */
    private static void answers(byte[] bytes) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            DirectoryWire.expect(DirectoryWire.RUNS, in);
            DirectoryWire.Connected connected = DirectoryWire.readConnected(in);
            connected.others().forEach(Fuzzed::told);
            DirectoryWire.readChanged(in).forEach(name -> Fuzzed.told(name.location()));
            LocationTargets.check(DirectoryWire.readReading(
                            in, DirectoryReader.all().getFirst().location())
                    .reading());
            while (DirectoryWire.readPart(in, (accounts, end) -> accounts.forEach(each -> Fuzzed.told(each.name())))
                    .isEmpty()) {
                // the next one
            }
        } catch (IOException | Refused e) {
            // no answer: the process is given up
        }
    }

    private static byte[] answered() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(said);
        try {
            out.writeByte(DirectoryWire.RUNS);
            out.writeByte(DirectoryWire.ALIVE);
            DirectoryWire.writeConnected(
                    new DirectoryReader.Answering("mairie.example", "dc1.mairie.example", "{1}", 7, false),
                    List.of("ecole.example"),
                    out);
            DirectoryWire.writeChanged(Set.of(new Site.Name("ad.settings", "")), out);
            DirectoryWire.writeReading(
                    SiteReading.NOTHING.withUnseen(new Unseen(Set.of("CN=x"), Set.of("CN=y"), false)),
                    Optional.of(ReasonCode.TIMED_OUT),
                    out);
            DirectoryAccount account = new DirectoryAccount(
                    "S-1-5-21-1-2-3-500",
                    "Administrator",
                    DirectoryAccount.Kind.USER,
                    512,
                    OptionalLong.of(1),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    "",
                    "",
                    true,
                    OptionalInt.empty());
            DirectoryWire.writePart(List.of(account), Optional.of(ReasonCode.NONE), out);
            return said.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its seal is made right. */
    private static void remembered(byte[] bytes) {
        try {
            Sysvol.Memory memory =
                    KeptMemory.read(KeptBytes.sealed(0x56474631, bytes), () -> 0, InstantSource.fixed(Instant.EPOCH));
            Fuzzed.told(HexFormat.of().formatHex(KeptMemory.written(memory, InstantSource.fixed(Instant.EPOCH))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sent() {
        SiteReading reading = LocationTargets.read(
                CRONTAB, new MemoryFiles().file(CRONTAB.places().getFirst(), "A=b\n* * * * * root /bin/x\n"));
        if (reading.items().isEmpty()) {
            throw new IllegalStateException("nothing to be sent");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            SiteWire.writeReading(reading, new DataOutputStream(out));
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The check at the end is made right, otherwise nothing behind it would ever be reached. */
    private static void hashes(byte[] bytes) {
        CRC32 check = new CRC32();
        check.update(bytes);
        byte[] checked = ByteBuffer.allocate(bytes.length + Long.BYTES)
                .put(bytes)
                .putLong(check.getValue())
                .array();
        if (new FileHashes(new MemoryFiles()).read(new ByteArrayInputStream(checked)) && bytes.length < MIN_HASHES) {
            throw new IllegalStateException("hashes out of nothing");
        }
    }

    /** One file's hash and one verdict, as FileHashes draws them. */
    private static byte[] kept() {
        ByteBuffer kept = ByteBuffer.allocate(2 * Integer.BYTES + 9 * Long.BYTES + 2 * Long.BYTES + Integer.BYTES)
                .putInt(0x56474831)
                .putInt(1);
        for (int part = 1; part <= 9; part++) {
            kept.putLong(part);
        }
        return kept.putLong(5).putInt(1).putLong(7).array();
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
