global using Metrics.Silo.Model;
