package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bzh.vigie.agent.host.CommandLine;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WindowsCommandMaskTest {
    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '~', textBlock = """
            mstsc /v:srv /p:Hunter2 > mstsc /v:srv /p:****
            net use \\\\srv\\share /user:MAIRIE\\bob Hunter2 > net use \\\\srv\\share /user:MAIRIE\\bob ****
            net use Z: \\\\srv\\share "Hunter2 b" /user:bob /persistent:no > net use Z: \\\\srv\\share **** /user:bob /persistent:no
            "C:\\Windows\\System32\\net.exe" user bob Hunter2 /add > "C:\\Windows\\System32\\net.exe" user bob **** /add
            net1 user bob Hunter2 /add > net1 user bob **** /add
            cmd.exe /c net user bob Hunter2 /add > cmd.exe /c net user bob **** /add
            cmd /c "net user bob Hunter2 /add & net localgroup administrateurs bob /add" > cmd /c "net user bob **** /add & net localgroup administrateurs bob /add"
            cmdkey /add:srv /user:bob /pass:Hunter2 > cmdkey /add:srv /user:bob /pass:****
            schtasks /create /tn x /tr y.exe /ru bob /rp Hunter2 > schtasks /create /tn x /tr y.exe /ru bob /rp ****
            schtasks /query /s srv /u bob /p Hunter2 > schtasks /query /s srv /u bob /p ****
            wmic /node:srv /user:bob /password:Hunter2 process list > wmic /node:srv /user:bob /password:**** process list
            psexec.exe \\\\srv -u bob -p Hunter2 cmd > psexec.exe \\\\srv -u bob -p **** cmd
            C:\\t\\PsExec64.exe -accepteula \\\\srv -p "Hunter2 b" cmd > C:\\t\\PsExec64.exe -accepteula \\\\srv -p **** cmd
            plink -l bob -pw Hunter2 host > plink -l bob -pw **** host
            tool -Password Hunter2 -Name x > tool -Password **** -Name x
            tool /Password Hunter2 > tool /Password ****
            tool --db-password="Hunter2 b" next > tool --db-password=**** next
            tool -Password:'Hunter2' > tool -Password:****
            powershell -c "ConvertTo-SecureString 'Hunter2' -AsPlainText -Force" > powershell -c "ConvertTo-SecureString **** -AsPlainText -Force"
            powershell -c "$p=ConvertTo-SecureString -String 'Hunter2 b' -AsPlainText -Force; Get-Item x" > powershell -c "$p=ConvertTo-SecureString -String **** -AsPlainText -Force; Get-Item x"
            powershell 'Hunter2' | ConvertTo-SecureString -AsPlainText -Force > powershell **** | ConvertTo-SecureString -AsPlainText -Force
            reg add HKLM\\x /v DefaultPassword /t REG_SZ /d Hunter2 /f > reg add HKLM\\x /v DefaultPassword /t REG_SZ /d **** /f
            sc config svc obj= bob password= Hunter2 > sc config svc obj= bob password= ****
            sqlcmd -S srv -U sa -P Hunter2 -Q x > sqlcmd -S srv -U sa -P **** -Q x
            7z.exe a -pHunter2 x.7z y > 7z.exe a **** x.7z y
            rar a -hpHunter2 x.rar y > rar a **** x.rar y
            netdom join pc /domain:d /userd:bob /passwordd:Hunter2 > netdom join pc /domain:d /userd:bob /passwordd:****
            curl https://bob:Hunter2@example.fr/a > curl https://bob:****@example.fr/a
            msiexec /i a.msi DBPASSWORD=Hunter2 /qn > msiexec /i a.msi DBPASSWORD=**** /qn
            manage-bde -unlock E: -RecoveryPassword Hunter2 > manage-bde -unlock E: -RecoveryPassword ****
            """)
    void recognisablePasswordsAreHidden(String line, String expected) {
        String masked = CommandLineMask.mask(new CommandLine.Text(line));
        assertEquals(expected, masked);
        assertFalse(masked.contains("Hunter2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '~', textBlock = """
            "C:\\Program Files\\x\\x.exe" /p 2 -p 3
            C:\\Windows\\system32\\svchost.exe -k netsvcs -p -s Schedule
            msbuild x.sln /p:Configuration=Release
            net user bob * /add
            net use Z: \\\\srv\\share /persistent:yes
            net localgroup administrateurs bob /add
            net start spooler
            cmd /c "dir "C:\\a b" & echo l'agent"
            powershell -EncodedCommand dABlAHMAdAA=
            reg add HKLM\\x /v Run /d y.exe
            rundll32.exe C:\\x\\y.dll,Entry
            "C:\\a b\\" c
            tool -p
            """)
    void otherCommandsStayAsTheyAre(String line) {
        assertEquals(line, CommandLineMask.mask(new CommandLine.Text(line)));
    }

    @Test
    void aCommandLineMadeToBeSlowIsNot() {
        String bad = ("\"" + "'".repeat(50) + " net use /pass:" + "\\\"" + "-pass ").repeat(300);
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(10), () -> CommandLineMask.mask(new CommandLine.Text(bad)));
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(10), () -> CommandLineMask.mask(new CommandLine.Text("a ".repeat(16_000))));
    }
}
