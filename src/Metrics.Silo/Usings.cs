global using Metrics.Silo.Model;
global using Orleans;
global using Orleans.Runtime;
