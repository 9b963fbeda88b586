package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.windows.ServerFiles;
import java.util.List;

/** What servers on Windows load: IIS and Exchange. */
final class WindowsServers {
    private WindowsServers() {}

    static List<Location> locations() {
        return List.of(
                machine(
                        "windows.iis.configuration",
                        "T1505.004",
                        ServerFiles.web(),
                        "/C:/Windows/System32/inetsrv/config/applicationHost.config",
                        "/C:/Windows/System32/inetsrv/config/administration.config",
                        "/C:/Windows/Microsoft.NET/Framework/*/CONFIG/web.config",
                        "/C:/Windows/Microsoft.NET/Framework64/*/CONFIG/web.config"),
                machine(
                        "windows.iis.site-configuration",
                        "T1505.003 T1505.004",
                        ServerFiles.web(),
                        "/C:/inetpub/**/web.config",
                        "/C:/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/**/web.config",
                        "/C:/Program Files/Microsoft/Exchange Server/V15/ClientAccess/**/web.config"),
                machine(
                        "windows.exchange.transport-agent",
                        "T1505.002",
                        ServerFiles.transportAgents(),
                        "/C:/Program Files/Microsoft/Exchange Server/V15/TransportRoles/Shared/agents.config",
                        "/C:/Program Files/Microsoft/Exchange Server/V15/TransportRoles/Shared/fetagents.config"));
    }
}
