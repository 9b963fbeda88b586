package bzh.vigie.agent.windows.task;

import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.agent.windows.security.Descriptors;
import java.nio.charset.StandardCharsets;

/** Tasks in each of the forms that Windows keeps, written from the formats at the top of their readers. */
public final class TaskSamples {
    public static final String SID = "S-1-5-21-1004336348-1177238915-682003330-1001";

    /** Of 2026-11-02 08:00 UTC, in microseconds. */
    public static final long TIME = 1_793_606_400_000_000L;

    private TaskSamples() {}

    /** The security descriptor of a task in the tree: administrators' and the system's. */
    public static byte[] descriptor() {
        return new Descriptors()
                .allow(0x1F01FF, "S-1-5-32-544")
                .allow(0x1F01FF, "S-1-5-18")
                .ownedBy("S-1-5-32-544");
    }

    /** As the scheduler writes it: UTF-16 with a byte order mark. */
    public static byte[] xml(String triggers, String settings, String actions) {
        String text = """
                <?xml version="1.0" encoding="UTF-16"?>
                <Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
                  <RegistrationInfo>
                    <Date>2026-11-02T08:00:00</Date>
                    <Author>MAIRIE\\prestataire</Author>
                    <Description>Mise à jour</Description>
                    <URI>\\Maintenance\\Sauvegarde</URI>
                  </RegistrationInfo>
                  <Triggers>%s</Triggers>
                  <Principals>
                    <Principal id="Author">
                      <UserId>S-1-5-18</UserId>
                      <RunLevel>HighestAvailable</RunLevel>
                    </Principal>
                  </Principals>
                  <Settings>%s</Settings>
                  <Actions Context="Author">%s</Actions>
                </Task>
                """.formatted(triggers, settings, actions);
        return new ByteWriter()
                .u16(0xFEFF)
                .bytes(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_16LE))
                .toBytes();
    }

    public static ByteWriter actions(int version, String context) {
        ByteWriter out = new ByteWriter().u16(version);
        return version < 2 ? out : string(out, context);
    }

    public static ByteWriter execute(ByteWriter out, int version, String command, String arguments, String directory) {
        string(string(string(string(out.u16(0x6666), ""), command), arguments), directory);
        return version < 3 ? out : out.u16(0);
    }

    public static ByteWriter handler(ByteWriter out, String guid, String data) {
        return string(string(out.u16(0x7777), "").guid(guid), data);
    }

    public static ByteWriter string(ByteWriter out, String text) {
        return out.u32(2L * text.length()).utf16(text);
    }

    public static ByteWriter triggers(int version, long flags) {
        ByteWriter out = new ByteWriter().u8(version).pad(8, 0);
        time(time(out, TIME), -1);
        out.u32(flags).pad(8, 0x48).u32(0x1234_5678L).pad(8, 0x48);
        if (version >= 0x16) {
            text(out, "Author");
        }
        if (version >= 0x17) {
            text(out, "");
        }
        user(out, "MAIRIE\\secretariat");
        return out.u32(0x2C).pad(8, 0x48).zeros(0x2C).pad(8, 0x48);
    }

    public static ByteWriter general(ByteWriter out, int version, int kind, boolean enabled) {
        out.u32(kind).pad(8, 0);
        time(time(out, TIME), -1);
        out.zeros(24).u8(enabled ? 1 : 0).pad(8, 0).zeros(8);
        return version >= 0x16 ? out.u32(0).pad(8, 0x48) : out;
    }

    public static ByteWriter daily(ByteWriter out, int version) {
        out.u32(0xDDDD).pad(8, 0);
        time(time(time(out, TIME), 0), 0);
        out.u32(3600).u32(0).u32(0).u32(1).u16(1).u16(0).u16(0).u16(0);
        out.u8(0).u8(1).u16(0).u32(0).u32(0).u32(0);
        return version >= 0x16 ? out.u32(0).pad(8, 0x48) : out;
    }

    public static ByteWriter user(ByteWriter out, String name) {
        out.u8(0).pad(8, 0x48).u8(0).pad(8, 0x48).u32(1).pad(8, 0x48);
        out.u32(28).pad(8, 0x48).sid(SID).pad(8, 0x48);
        return text(out, name);
    }

    public static ByteWriter text(ByteWriter out, String text) {
        out.u32(text.isEmpty() ? 0 : 2L * text.length() + 2).pad(8, 0x48);
        return text.isEmpty() ? out : out.utf16(text).u16(0).pad(8, 0x48);
    }

    public static ByteWriter time(ByteWriter out, long micros) {
        out.u8(1).pad(8, 0);
        return micros > 0 ? out.fileTime(micros) : out.u64(micros);
    }

    public static byte[] job(String program, String arguments, int flags) {
        ByteWriter out = new ByteWriter()
                .u16(0x0A00)
                .u16(1)
                .guid("{0b2f1d2c-9f3a-4d55-8c11-2f6a7b8c9d0e}")
                .u16(70)
                .u16(0)
                .zeros(8)
                .u32(0x20)
                .u32(0)
                .u32(0)
                .u32(0x41300)
                .u32(flags)
                .zeros(16)
                .u16(0);
        for (String text : new String[] {program, arguments, "C:\\Windows", "SYSTEM", ""}) {
            out.u16(text.length() + 1).utf16(text).u16(0);
        }
        out.u16(0).u16(8).zeros(8).u16(1);
        out.u16(48).u16(0).u16(2026).u16(11).u16(2).u16(0).u16(0).u16(0).u16(9).u16(30);
        return out.u32(0).u32(60).u32(0).u32(1).zeros(12).toBytes();
    }
}
