using System.Globalization;
using System.Net;

// The least that a web server on this framework does: one route, no state. The floor under our server's start.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.Services.AddRouting();
builder.WebHost.UseKestrelCore();
var port = int.Parse(args[0], CultureInfo.InvariantCulture);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
var app = builder.Build();
app.MapGet("/api/projects", () => "{\"success\":true,\"data\":[]}");
await app.RunAsync().ConfigureAwait(false);
