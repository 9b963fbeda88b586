package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.windows.xml.Element;
import bzh.vigie.agent.windows.xml.WindowsText;
import bzh.vigie.agent.windows.xml.XmlText;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;

/**
 * A scheduled job of PowerShell (ScheduledJobDefinition.xml, a serialised ScheduledJobDefinition): its script or the file that holds
 * it. The task that starts it is among the scheduled tasks.
 */
public final class PowerShellJobs implements BytesFormat {
    private static final List<String> SCRIPTS = List.of("InvocationParam_ScriptBlock", "InvocationParam_InitScript");

    @Override
    public Parsed parse(SourceFile file, byte[] bytes) {
        XmlText xml = XmlText.parse(WindowsText.of(bytes));
        List<Draft> drafts = new ArrayList<>();
        String job = file.path().parent().nameText();
        xml.root().ifPresent(root -> {
            for (String script : SCRIPTS) {
                for (String text : texts(root, script)) {
                    drafts.add(Commands.of(job, text, new Run.Nothing()).with(Trait.INLINE_SCRIPT, true));
                }
            }
            for (String path : texts(root, "InvocationParam_FilePath")) {
                drafts.add(Commands.of(job, path, new Run.Path(path)));
            }
        });
        return Parsed.of(drafts, xml.malformed());
    }

    private static List<String> texts(Element root, String name) {
        return root.all(name).stream()
                .map(Element::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }
}
