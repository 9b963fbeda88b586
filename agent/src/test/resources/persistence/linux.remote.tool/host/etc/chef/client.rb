chef_server_url  "https://chef.mallory.example/organizations/x"
node_name "srv"
