package bzh.vigie.agent.windows.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.agent.windows.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TaskFormatsTest {
    private static final String CLASS = "{61bcd1b9-340c-40ec-9d41-d7f1c0632f05}";

    @Test
    void anXmlDefinitionIsReadWithAllItsParts() {
        TaskDefinition task = TaskXml.parse(TaskSamples.xml("""
                        <BootTrigger><Delay>PT30S</Delay></BootTrigger>
                        <LogonTrigger><Enabled>false</Enabled><UserId>MAIRIE\\maire</UserId></LogonTrigger>
                        <CalendarTrigger><StartBoundary>2026-11-02T08:00:00</StartBoundary>
                          <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay></CalendarTrigger>
                        <EventTrigger><Subscription>&lt;QueryList/&gt;</Subscription></EventTrigger>
                        <SessionStateChangeTrigger><StateChange>RemoteConnect</StateChange></SessionStateChangeTrigger>
                        <TimeTrigger/><IdleTrigger/><RegistrationTrigger/><WnfStateChangeTrigger/>
                        """, "<Hidden>true</Hidden><Enabled>false</Enabled>", """
                        <Exec><Command>powershell.exe</Command><Arguments>-File "C:\\a b.ps1"</Arguments>
                          <WorkingDirectory>C:\\</WorkingDirectory></Exec>
                        <ComHandler><ClassId>{61BCD1B9-340C-40EC-9D41-D7F1C0632F05}</ClassId><Data>x</Data></ComHandler>
                        <SendEmail><Server>s</Server><To>t</To><Attachments><File>C:\\f</File></Attachments></SendEmail>
                        <ShowMessage><Title>a</Title><Body>b</Body></ShowMessage>
                        """))
                .orElseThrow();
        assertEquals(0, task.malformed());
        assertEquals("\\Maintenance\\Sauvegarde", task.uri());
        assertEquals("MAIRIE\\prestataire", task.author());
        assertEquals("Mise à jour", task.description());
        assertEquals("2026-11-02T08:00:00", task.date());
        assertEquals("S-1-5-18", task.runsAs());
        assertEquals("HighestAvailable", task.runLevel());
        assertTrue(task.hidden());
        assertFalse(task.enabled());
        assertEquals(
                List.of(
                        "boot Delay=PT30S",
                        "logon UserId=MAIRIE\\maire (disabled)",
                        "calendar StartBoundary=2026-11-02T08:00:00 DaysInterval=1",
                        "event Subscription=<QueryList/>",
                        "session StateChange=RemoteConnect",
                        "time",
                        "idle",
                        "registration",
                        "state"),
                task.triggers().stream().map(Trigger::text).toList());
        assertEquals(
                List.of("powershell.exe -File \"C:\\a b.ps1\"", CLASS + " x", "mail to t by s:  C:\\f", "message a: b"),
                task.actions().stream().map(Action::text).toList());
    }

    @Test
    void utf8WithoutAMarkIsReadAndNothingFromOutsideIsFetched() {
        byte[] utf8 = "<Task><Actions><Exec><Command>é.exe</Command></Exec></Actions></Task>"
                .getBytes(StandardCharsets.UTF_8);
        assertEquals(
                "é.exe", TaskXml.parse(utf8).orElseThrow().actions().getFirst().text());
        byte[] entity =
                "<!DOCTYPE Task [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><Task><Actions><Exec><Command>&e;</Command>"
                        .getBytes(StandardCharsets.UTF_8);
        TaskXml.parse(entity)
                .ifPresent(t ->
                        assertTrue(t.actions().stream().allMatch(a -> a.text().isEmpty()), t::toString));
        assertTrue(TaskXml.parse("<a/>".getBytes(StandardCharsets.UTF_8)).isEmpty());
    }

    @Test
    void anUnknownActionAndABrokenEndAreCounted() {
        TaskDefinition task = TaskXml.parse("<Task><Actions><Exec><Command>a</Command></Exec><Other/></Actions></Tas"
                        .getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        assertEquals(2, task.malformed());
        assertEquals("a", task.actions().getFirst().text());
    }

    @Test
    void deepXmlIsCut() {
        String deep = "<Task>" + "<a>".repeat(100_000);
        assertEquals(
                1,
                TaskXml.parse(deep.getBytes(StandardCharsets.UTF_8))
                        .orElseThrow()
                        .malformed());
    }

    @Test
    void cachedActionsOfEachVersionAreRead() {
        for (int version = 1; version <= 3; version++) {
            ByteWriter out = TaskSamples.actions(version, "Author");
            TaskSamples.execute(out, version, "%windir%\\system32\\cmd.exe", "/c x", "C:\\");
            TaskSamples.handler(out, CLASS, "données");
            CachedActions read = CachedActions.parse(out.toBytes());
            assertEquals(0, read.malformed(), "version " + version);
            assertEquals(version == 1 ? "" : "Author", read.context());
            assertEquals(
                    List.of("%windir%\\system32\\cmd.exe /c x", CLASS + " données"),
                    read.actions().stream().map(Action::text).toList());
        }
    }

    @Test
    void cachedTriggersOfEachVersionAreRead() {
        for (int version = 0x15; version <= 0x17; version++) {
            ByteWriter out = TaskSamples.triggers(version, 0x1C0_0000);
            TaskSamples.general(out, version, 0xFFFF, true);
            TaskSamples.user(TaskSamples.general(out, version, 0xAAAA, false), "");
            TaskSamples.daily(out, version);
            CachedTriggers read = CachedTriggers.parse(out.toBytes());
            assertEquals(0, read.malformed(), "version " + version);
            assertTrue(read.enabled() && read.hidden() && read.highest());
            assertEquals("MAIRIE\\secretariat", read.runsAs());
            assertEquals(
                    List.of(
                            "boot",
                            "logon " + TaskSamples.SID + " (disabled)",
                            "calendar daily from 2026-11-02T08:00:00Z every 3600 s"),
                    read.triggers().stream().map(Trigger::text).toList());
        }
    }

    @Test
    void dynamicInfoIsReadInBothLengths() {
        ByteWriter out =
                new ByteWriter().u32(3).fileTime(TaskSamples.TIME).u64(0).u32(0).u32(0x8007_0002L);
        DynamicInfo old = DynamicInfo.parse(out.toBytes()).orElseThrow();
        assertEquals(TaskSamples.TIME, old.registered().orElseThrow());
        assertTrue(old.lastRun().isEmpty() && old.lastSuccess().isEmpty());
        assertEquals(0x8007_0002L, old.lastResult());
        DynamicInfo now =
                DynamicInfo.parse(out.fileTime(TaskSamples.TIME + 1).toBytes()).orElseThrow();
        assertEquals(TaskSamples.TIME + 1, now.lastSuccess().orElseThrow());
        assertTrue(DynamicInfo.parse(new byte[36]).isEmpty());
    }

    @Test
    void anOldJobIsRead() {
        JobFile job = JobFile.parse(TaskSamples.job("C:\\Windows\\Temp\\a.exe", "-k 1", 0x200))
                .orElseThrow();
        assertEquals(0, job.malformed());
        assertEquals("C:\\Windows\\Temp\\a.exe -k 1", job.action().text());
        assertEquals("SYSTEM", job.author());
        assertTrue(job.enabled() && job.hidden());
        assertEquals(
                "calendar daily from 2026-11-02 09:30 every 60 min",
                job.triggers().getFirst().text());
    }

    @Test
    void brokenBytesGiveWhatCanBeRead() {
        byte[] xml = TaskSamples.xml("<BootTrigger/>", "", "<Exec><Command>a.exe</Command></Exec>");
        Mutations.forEach(xml, 4_000, TaskXml::parse);
        ByteWriter actions = TaskSamples.actions(3, "Author");
        TaskSamples.handler(TaskSamples.execute(actions, 3, "a.exe", "b", "c"), CLASS, "d");
        Mutations.forEach(actions.toBytes(), 20_000, CachedActions::parse);
        ByteWriter triggers = TaskSamples.triggers(0x17, 0);
        TaskSamples.daily(TaskSamples.user(TaskSamples.general(triggers, 0x17, 0xAAAA, true), "u"), 0x17);
        Mutations.forEach(triggers.toBytes(), 20_000, CachedTriggers::parse);
        Mutations.forEach(TaskSamples.job("a.exe", "b", 0), 20_000, JobFile::parse);
        Mutations.forEach(new byte[36], 1_000, DynamicInfo::parse);
    }
}
