package bzh.vigie.agent.host.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.OutsideProgram;
import bzh.vigie.agent.OutsideProgram.Result;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Packages.Packaged;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.event.Observed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that rpm of the system writes, read as rpm itself reads them. */
final class RpmWitnessTest {
    private static final String RPM = "/usr/bin/rpm";
    private static final String BUILD = "/usr/bin/rpmbuild";
    private static final int PACKAGES = 3;

    @TempDir
    Path dir;

    private static String spec(int number) {
        return """
            Name: temoin%1$d
            Version: 1.%1$d
            Release: 1
            Summary: Witness
            License: none
            BuildArch: noarch
            %%description
            Package of a test.
            %%install
            mkdir -p %%{buildroot}/usr/bin "%%{buildroot}/usr/lib/temoin%1$d/à côté" %%{buildroot}/etc/temoin
            for i in 1 2 3 4 5 6 7; do echo "%1$d $i" > "%%{buildroot}/usr/lib/temoin%1$d/à côté/fichier $i"; done
            echo '#!/bin/sh' > %%{buildroot}/usr/bin/temoin%1$d
            echo '#!/bin/sh' > %%{buildroot}/usr/bin/droits%1$d
            echo reglage > %%{buildroot}/etc/temoin/conf%1$d
            ln -s temoin%1$d %%{buildroot}/usr/bin/lien%1$d
            %%files
            %%attr(755,root,root) /usr/bin/temoin%1$d
            %%caps(cap_net_bind_service=ep) %%attr(2755,root,root) /usr/bin/droits%1$d
            /usr/bin/lien%1$d
            %%config(noreplace) %%attr(640,root,root) /etc/temoin/conf%1$d
            "/usr/lib/temoin%1$d"
            """.formatted(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "ndb"})
    void everyFileIsWhatRpmSaysOfIt(String format) throws IOException {
        OutsideProgram.assumeInstalled(RPM, BUILD);
        Path root = Files.createDirectory(dir.resolve("root"));
        String backend = "_db_backend " + format;
        List<String> install = new ArrayList<>(List.of(
                RPM,
                "--root",
                root.toString(),
                "--define",
                backend,
                "--define",
                "_dbpath /var/lib/rpm",
                "-i",
                "--nodeps",
                "--noscripts",
                "--justdb"));
        for (int i = 1; i <= PACKAGES; i++) {
            Path spec = Files.writeString(dir.resolve("temoin" + i + ".spec"), spec(i));
            Result built = OutsideProgram.run(
                    BUILD,
                    "-bb",
                    "--define",
                    "_topdir " + dir.resolve("build"),
                    "--define",
                    "_rpmdir " + dir.resolve("rpms"),
                    spec.toString());
            assertEquals(0, built.code(), built.text());
            install.add(dir.resolve("rpms/noarch/temoin" + i + "-1." + i + "-1.noarch.rpm")
                    .toString());
        }
        Result installed = OutsideProgram.run(install.toArray(String[]::new));
        assertEquals(0, installed.code(), installed.text());
        Result told = OutsideProgram.run(
                RPM,
                "--root",
                root.toString(),
                "--define",
                backend,
                "--define",
                "_dbpath /var/lib/rpm",
                "-qa",
                "--qf",
                "[%{=NAME}\\t%{FILENAMES}\\t%{FILEMODES:octal}\\t%{FILEDIGESTS}\\t%{FILECAPS}\\n]");
        assertEquals(0, told.code(), told.text());
        try (LinuxFiles files = LinuxFiles.under(root.toString()).ifFound().orElseThrow()) {
            InstalledPackages packages = new InstalledPackages(files, () -> 1);
            List<String> lines = told.text().lines().toList();
            for (String line : lines) {
                String[] parts = line.split("\t", -1);
                assertEquals(Observed.known(parts[0]), packages.owner(parts[1]), line);
                int mode = Integer.parseInt(parts[2], 8);
                Packaged packaged = packages.packaged(HostPath.of(parts[1]));
                if ((mode & 0170000) == 0100000) {
                    assertEquals(mode & 07777, packaged.mode().orElse(-1), line);
                    assertEquals(parts[3], packaged.content().map(Checksum::hex).orElse(""), line);
                    assertEquals(
                            parts[4].replace("(none)", "").toLowerCase(Locale.ROOT),
                            packaged.capabilities().map(Object::toString).orElse(""),
                            line);
                }
            }
            assertEquals(List.of(), packages.unread());
            assertTrue(lines.size() >= PACKAGES * 13, told.text());
        }
    }
}
