package bzh.vigie.collector.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What no publisher can vouch for is approved by name alone. */
final class ByNameTest {
    private static final Path TOOLS =
            Path.of("../agent/src/main/resources/bzh/vigie/agent/persistence/format/server/remote-access.ini");

    /** A command of a service of each product that agents know. */
    private static final List<String> SERVICES = List.of(
            "C:\\p\\cloudflared.exe tunnel run",
            "C:\\p\\ngrok.exe service",
            "C:\\p\\frpc.exe -c f.toml",
            "C:\\p\\rathole.exe c.toml",
            "C:\\p\\chisel.exe client x R:socks",
            "C:\\p\\gost.exe -L x",
            "\"C:\\p\\tor.exe\" --nt-service",
            "C:\\p\\vpnclient_x64.exe /service",
            "C:\\p\\netbird.exe service run",
            "C:\\p\\code-tunnel.exe tunnel service",
            "C:\\p\\AnyDesk-1a2b.exe --service",
            "C:\\p\\TeamViewer_Service.exe",
            "C:\\p\\rustdesk.exe --service",
            "C:\\p\\Mesh Agent.exe",
            "C:\\Program Files (x86)\\ScreenConnect Client (0123456789abcdef)\\s.exe",
            "C:\\p\\dwagsvc.exe",
            "C:\\p\\Velociraptor.exe service run",
            "C:\\p\\JWrapper-Remote Access\\x.exe",
            "C:\\p\\client32.exe",
            "C:\\p\\AteraAgent.exe",
            "C:\\p\\NinjaRMMAgent.exe",
            "C:\\p\\action1_agent.exe",
            "C:\\p\\SRService.exe",
            "C:\\p\\SupremoService.exe",
            "C:\\Program Files\\Level\\level.exe",
            "C:\\Windows\\LTSvc\\LTSVC.exe",
            "C:\\p\\Syncro.Service.exe",
            "C:\\p\\PCMonitorSrv.exe",
            "C:\\p\\plink.exe -R 1:2:3",
            "C:\\p\\autossh.exe -M 0 -N -R 1:localhost:22 x");

    private static Item program(String value, String target) {
        return ReviewItems.item(
                "windows.service", Optional.empty(), "HKLM\\S", "Svc", value, target, "v1", "Microsoft Windows");
    }

    /** Elsewhere its service, and the value that starts it, are items like any other. */
    @Test
    void everyRemoteAccessToolThatAgentsKnowIsOneWhereverItStands() throws IOException {
        List<Pattern> known = Pattern.compile("(?m)^services = (\\S.*)$")
                .matcher(Files.readString(TOOLS))
                .results()
                .map((MatchResult each) -> Pattern.compile(each.group(1), Pattern.CASE_INSENSITIVE))
                .toList();
        assertFalse(known.isEmpty());
        for (Pattern pattern : known) {
            assertTrue(
                    SERVICES.stream().anyMatch(each -> pattern.matcher(each).find()),
                    () -> "no service stands here for " + pattern);
        }
        SERVICES.forEach(each -> assertTrue(
                ByName.isRemoteAccess(program(each, "C:\\Program Files\\p\\p.exe")), () -> each + " is not known"));
        Item plain = program("C:\\Program Files\\Monitor\\monitor.exe enable", "C:\\Program Files\\Monitor\\m.exe");
        assertFalse(ByName.isRemoteAccess(plain));
        assertFalse(ByName.only(plain));
    }

    @Test
    void whatDoesAsItIsToldOrLiesWhereOthersMayPutALibraryIsNeverVouchedFor() {
        for (String target : List.of(
                "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
                "C:\\Windows\\System32\\mshta.exe",
                "C:\\Windows\\System32\\conhost.exe",
                "C:\\Windows\\System32\\cmstp.exe",
                "C:\\Program Files\\Python\\python3.11.exe",
                "C:\\ProgramData\\Vendor\\OneDriveUpdater.exe",
                "C:\\Windows\\Temp\\signed.exe",
                "D:\\signed.exe")) {
            assertTrue(ByName.only(program(target, target)), target);
        }
        for (String target : List.of(
                "C:\\Windows\\System32\\spoolsv.exe",
                "D:\\Program Files (x86)\\Editor\\editor.exe",
                "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.1-0\\MsMpEng.exe")) {
            assertFalse(ByName.only(program(target, target)), target);
        }
    }

    /** Two policies may have one display name, two foreign SIDs no name at all: who approved one has not seen the other. */
    @Test
    void twoObjectsOfADirectoryAreNeverOneThingToDecideAbout() {
        String known = GroupKey.of(link("{0e4d9a6b-3a1c-4a6f-9f57-6d6b6c2f0a01}"));
        assertEquals(known, GroupKey.of(link("{0e4d9a6b-3a1c-4a6f-9f57-6d6b6c2f0a01}")));
        assertNotEquals(known, GroupKey.of(link("{0e4d9a6b-3a1c-4a6f-9f57-6d6b6c2f0a02}")));
        assertNotEquals(
                GroupKey.of(trusted("CN=a,CN=Users,{domain}", "S-1-5-21-1-2-3-1104")),
                GroupKey.of(trusted("CN=a,CN=Users,{domain}", "S-1-5-21-1-2-9-1104")));
        assertNotEquals(
                GroupKey.of(trusted("CN=a,CN=Users,{domain}", "S-1-5-21-1-2-3-1104")),
                GroupKey.of(trusted("CN=b,CN=Users,{domain}", "S-1-5-21-1-2-3-1104")));
    }

    private static Item link(String policy) {
        return ReviewItems.item(
                "ad.policy.link", Optional.empty(), "{domain}", policy, policy + " (Parc); order 1", "", "", "");
    }

    private static Item trusted(String object, String sid) {
        return ReviewItems.item("ad.sid-history", Optional.empty(), object, sid, sid, "", "", "");
    }
}
